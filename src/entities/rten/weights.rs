//! The tensors of `model.onnx` for the int8 engine: taken out by name, their shapes checked.

use super::super::onnx::{Format, Tensor};
use std::collections::HashMap;

/// Tensors by the names that `scripts/train/quantize.py` lists.
pub(super) struct Weights(HashMap<String, Tensor>);

/// An int8 matrix `[inputs, outputs]` with the scale of each output.
pub(super) struct Quantized {
    pub inputs: usize,
    pub outputs: usize,
    /// Row by row.
    pub values: Vec<i8>,
    /// `weight[o, i] = values[i, o] * scales[o]`.
    pub scales: Vec<f32>,
}

impl Weights {
    pub const fn new(tensors: HashMap<String, Tensor>) -> Self {
        Self(tensors)
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    fn take(&mut self, name: &str, format: Format) -> Result<Tensor, String> {
        let tensor = self
            .0
            .remove(name)
            .ok_or_else(|| format!("the tensor {name} is missing"))?;
        if tensor.format == format {
            Ok(tensor)
        } else {
            Err(format!(
                "the tensor {name} is {:?} where {format:?} is expected",
                tensor.format
            ))
        }
    }

    /// The floats of `name`, of any shape, and its last size.
    pub fn floats(&mut self, name: &str) -> Result<(Vec<f32>, usize), String> {
        let tensor = self.take(name, Format::F32)?;
        let (numbers, _) = tensor.bytes.as_chunks::<4>();
        let floats = numbers.iter().map(|b| f32::from_le_bytes(*b)).collect();
        Ok((floats, tensor.shape.last().copied().unwrap_or(1)))
    }

    /// The `len` floats of `name`.
    pub fn vector(&mut self, name: &str, len: usize) -> Result<Vec<f32>, String> {
        let (floats, _) = self.floats(name)?;
        if floats.len() == len {
            Ok(floats)
        } else {
            Err(format!(
                "the tensor {name} has {} numbers instead of {len}",
                floats.len()
            ))
        }
    }

    /// The bytes of the matrix `name`, and its two sizes.
    pub fn bytes(&mut self, name: &str) -> Result<(Vec<i8>, usize, usize), String> {
        let tensor = self.take(name, Format::I8)?;
        let [rows, columns] = tensor.shape[..] else {
            return Err(format!(
                "the tensor {name} has the shape {:?}, not that of a matrix",
                tensor.shape
            ));
        };
        let values = tensor.bytes.into_iter().map(u8::cast_signed).collect();
        Ok((values, rows, columns))
    }

    /// The dense weights `NAME.weight.int8` and `NAME.weight.scale`.
    pub fn quantized(&mut self, name: &str) -> Result<Quantized, String> {
        let (values, inputs, outputs) = self.bytes(&format!("{name}.weight.int8"))?;
        let scales = self.vector(&format!("{name}.weight.scale"), outputs)?;
        Ok(Quantized {
            inputs,
            outputs,
            values,
            scales,
        })
    }
}
