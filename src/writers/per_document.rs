//! `--split`: a format of one stream as a folder with one file a document.

use super::{Destination, FolderWriter, Format, Made, Names, Options};
use crate::document::Record;
use std::io;

/// One stream a document.
#[derive(Debug)]
pub(super) struct PerDocument {
    format: Format,
    options: Options,
    names: Names,
}

impl PerDocument {
    pub(super) fn new(format: Format, options: &Options) -> Self {
        let options = Options {
            split: false,
            ..options.clone()
        };
        Self {
            format,
            options,
            names: Names::default(),
        }
    }
}

impl FolderWriter for PerDocument {
    fn write(&mut self, record: &Record, to: &mut dyn Destination) -> io::Result<()> {
        match self.format.make(&self.options) {
            Made::Stream(mut writer) => {
                let name = format!("{}.{}", self.names.name(&record.id), self.format.extension());
                let mut out = to.file(&name)?;
                writer.begin(&mut out)?;
                writer.write(record, &mut out)?;
                writer.end(&mut out)?;
                out.finish()
            }
            // A format that writes folders has one file a document, or a reason not to.
            Made::Folder(mut writer) => writer.write(record, to),
        }
    }
}
