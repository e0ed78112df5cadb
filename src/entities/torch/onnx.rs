//! The weights of the shipped `model.onnx`: 8-bit initializers turned back into floats, under the names that
//! transformers gives them (`scripts/train/quantize.py` lists both).
//!
//! The floats are those that the int8 engine stands for, so that both engines agree but for the rounding of
//! activations.

use std::path::Path;

use tch::{Kind, Tensor};

use super::libtorch::{first_line, int_of};
use super::weights::{Tensors, Weights};
use crate::entities::TaggerError;
use crate::entities::onnx::{self, Format};
use crate::entities::shipped::Package;

/// The tensors of `package`, called `path` in messages; dense weights lie as `[out, in]`.
pub(super) fn weights<'a>(path: &'a Path, package: &Package) -> Result<Weights<'a>, TaggerError> {
    let damaged = |problem: &str| TaggerError::Model {
        path: path.to_owned(),
        problem: format!("not a whole file of weights: {}", first_line(problem)),
    };
    let mut raw = Tensors::new();
    for (name, read) in package.tensors().map_err(|problem| damaged(&problem))? {
        raw.insert(name, tensor(&read)?);
    }
    let mut tensors = Tensors::new();
    for (name, tensor) in &raw {
        match name
            .strip_suffix(".int8")
            .filter(|stem| stem.ends_with(".weight"))
        {
            Some(stem) => {
                let scale = raw.get(&format!("{stem}.scale"));
                let scale = scale.ok_or_else(|| damaged(&format!("the tensor {stem}.scale is missing")))?;
                let floats = floats(tensor, scale)?;
                let misfit = || {
                    damaged(&format!(
                        "the tensor {stem}.scale has the shape {:?}",
                        scale.size()
                    ))
                };
                tensors.insert(stem.to_owned(), floats.ok_or_else(misfit)?);
            }
            None if name.ends_with(".weight.scale") => {}
            None => {
                tensors.insert(name.clone(), tensor.shallow_clone());
            }
        }
    }
    Ok(Weights { path, tensors })
}

/// The floats of an 8-bit matrix; `None` if the scale is not one for each column or row.
fn floats(tensor: &Tensor, scale: &Tensor) -> Result<Option<Tensor>, TaggerError> {
    let floats = || Ok::<_, TaggerError>(tensor.f_to_kind(Kind::Float)?.f_mul(scale)?);
    // A dense layer has one scale a column and lies transposed; a table has one scale a row.
    Ok(match (tensor.size().as_slice(), scale.size().as_slice()) {
        ([_, out], [columns]) if out == columns => Some(floats()?.f_tr()?.f_contiguous()?),
        ([rows, _], [scales, 1]) if rows == scales => Some(floats()?),
        _ => None,
    })
}

/// A tensor of the file as one of libtorch.
fn tensor(read: &onnx::Tensor) -> Result<Tensor, TaggerError> {
    let kind = match read.format {
        Format::F32 => Kind::Float,
        Format::F16 => Kind::Half,
        Format::I8 => Kind::Int8,
        Format::I64 => Kind::Int64,
    };
    let shape: Vec<i64> = read.shape.iter().map(|&d| int_of(d)).collect();
    Ok(Tensor::f_from_data_size(&read.bytes, &shape, kind)?)
}
