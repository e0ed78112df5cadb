//! The weights of the shipped `model.onnx`: 8-bit initializers turned back into floats, under the names that
//! transformers gives them (`scripts/train/quantize.py` lists both).
//!
//! The floats are those that the int8 engine stands for, so that both engines agree but for the rounding of
//! activations.

use std::path::Path;

use rten_onnx::onnx::{DataType, ModelProto, TensorProto};
use tch::{Kind, Tensor};

use super::libtorch::{first_line, usize_of};
use super::weights::{Tensors, Weights};
use crate::entities::TaggerError;

/// The tensors of the ONNX file `bytes`, called `path` in messages; dense weights lie as `[out, in]`.
pub(super) fn weights<'a>(path: &'a Path, bytes: &[u8]) -> Result<Weights<'a>, TaggerError> {
    let damaged = |problem: &str| TaggerError::Model {
        path: path.to_owned(),
        problem: format!("not a whole file of weights: {}", first_line(problem)),
    };
    let model = ModelProto::parse_buf(bytes).map_err(|error| damaged(&error.to_string()))?;
    let graph = model.graph.ok_or_else(|| damaged("it holds no graph"))?;
    let mut raw = Tensors::new();
    for initializer in &graph.initializer {
        let tensor = tensor(initializer).map_err(|problem| damaged(&problem))?;
        if let (Some(name), Some(tensor)) = (&initializer.name, tensor) {
            raw.insert(name.clone(), tensor);
        }
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

/// One initializer; `None` for kinds that hold no weights.
fn tensor(proto: &TensorProto) -> Result<Option<Tensor>, String> {
    let kind = match proto.data_type {
        Some(DataType::FLOAT) => Kind::Float,
        Some(DataType::FLOAT16) => Kind::Half,
        Some(DataType::INT8) => Kind::Int8,
        Some(DataType::INT64) => Kind::Int64,
        _ => return Ok(None),
    };
    let Some(raw) = &proto.raw_data else {
        return Ok(None);
    };
    let raw = raw.borrow();
    let (name, shape, bytes) = (proto.name.as_deref().unwrap_or("?"), &proto.dims, raw.len());
    let size = shape
        .iter()
        .try_fold(1_i64, |size, &d| size.checked_mul(d).filter(|_| d >= 0))
        .map(usize_of);
    if size.and_then(|size| size.checked_mul(kind.elt_size_in_bytes())) != Some(bytes) {
        return Err(format!(
            "the tensor {name} has {bytes} bytes for the shape {shape:?}"
        ));
    }
    Tensor::f_from_data_size(&raw, shape, kind)
        .map(Some)
        .map_err(|error| error.to_string())
}
