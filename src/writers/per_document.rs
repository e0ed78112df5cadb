//! `--split`: a format of one stream as a folder with one file a document.

use super::{Destination, FolderWriter, Format, Names, Options};
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
        Self {
            format,
            options: options.clone(),
            names: Names::default(),
        }
    }
}

impl FolderWriter for PerDocument {
    fn write(&mut self, record: &Record, to: &mut dyn Destination) -> io::Result<()> {
        let mut writer = self.format.stream(&self.options, true);
        let name = format!("{}.{}", self.names.name(&record.id), self.format.extension());
        let mut out = to.file(&name)?;
        writer.begin(&mut out)?;
        writer.write(record, &mut out)?;
        writer.end(&mut out)?;
        out.finish()
    }
}
