//! The tensors that an ONNX file holds, by name, as the engines that build the encoder themselves read them.
//!
//! Owns: parsing the file and checking that each tensor has as many bytes as its shape says.
//! Refuses: to know what the tensors mean (`scripts/train/quantize.py` lists their names), and to run the graph.
//!
//! ```
//! use guillemet::entities::onnx::tensors;
//! assert!(tensors(b"not an ONNX file").is_err());
//! ```

use rten_onnx::onnx::{DataType, ModelProto, TensorProto};
use std::collections::HashMap;

/// Number format of a tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// 32-bit floats.
    F32,
    /// 16-bit floats.
    F16,
    /// Signed bytes.
    I8,
    /// 64-bit integers.
    I64,
}

impl Format {
    /// Bytes of one number.
    #[must_use]
    pub const fn bytes(self) -> usize {
        match self {
            Self::F32 => 4,
            Self::F16 => 2,
            Self::I8 => 1,
            Self::I64 => 8,
        }
    }
}

/// A tensor: little-endian numbers, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tensor {
    /// Its sizes.
    pub shape: Vec<usize>,
    /// Its number format.
    pub format: Format,
    /// Its numbers.
    pub bytes: Vec<u8>,
}

/// Every tensor of the file `bytes` that can hold weights; other kinds (shapes, single numbers) are passed over.
///
/// # Errors
/// One line on what is wrong with the file.
pub fn tensors(bytes: &[u8]) -> Result<HashMap<String, Tensor>, String> {
    tensors_where(bytes, |_| true)
}

/// As [`tensors`], those alone whose name is `wanted`.
///
/// # Errors
/// One line on what is wrong with the file.
pub fn tensors_where(bytes: &[u8], wanted: impl Fn(&str) -> bool) -> Result<HashMap<String, Tensor>, String> {
    let model = ModelProto::parse_buf(bytes).map_err(|error| error.to_string())?;
    let graph = model.graph.ok_or("it holds no graph")?;
    let mut all = HashMap::new();
    for mut initializer in graph.initializer {
        let name = initializer.name.take().unwrap_or_default();
        if !wanted(&name) {
            continue;
        }
        if let Some(tensor) = tensor(&name, initializer)? {
            all.insert(name, tensor);
        }
    }
    Ok(all)
}

fn tensor(name: &str, proto: TensorProto) -> Result<Option<Tensor>, String> {
    let format = match proto.data_type {
        Some(DataType::FLOAT) => Format::F32,
        Some(DataType::FLOAT16) => Format::F16,
        Some(DataType::INT8) => Format::I8,
        Some(DataType::INT64) => Format::I64,
        _ => return Ok(None),
    };
    let Some(raw) = proto.raw_data else {
        return Ok(None);
    };
    let bytes = raw.into_inner();
    let shape = proto
        .dims
        .iter()
        .map(|&d| usize::try_from(d).ok())
        .collect::<Option<Vec<usize>>>();
    let expected = shape.as_ref().and_then(|shape| {
        shape
            .iter()
            .try_fold(format.bytes(), |size, &d| size.checked_mul(d))
    });
    match shape {
        Some(shape) if expected == Some(bytes.len()) => Ok(Some(Tensor { shape, format, bytes })),
        _ => Err(format!(
            "the tensor {name} has {} bytes for the shape {:?}",
            bytes.len(),
            proto.dims
        )),
    }
}
