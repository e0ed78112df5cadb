//! Windows of several lengths as one tensor, and their scores back without the padding.

use tch::{Device, Kind, Tensor};

use super::libtorch::{int_of, usize_of};
use crate::entities::TaggerError;

/// A batch of windows as libtorch wants it; every tensor is `[windows, longest]`.
pub(super) struct Batch {
    /// Piece numbers, padded.
    pub ids: Tensor,
    /// 1 where there is a piece, 0 where there is padding.
    pub mask: Tensor,
    /// Positions from 0.
    pub positions: Tensor,
    /// Positions as RoBERTa counts them: from the padding index + 1, padding pieces at the index itself.
    pub positions_after_pad: Tensor,
}

impl Batch {
    /// Pads `windows` with the piece `pad`.
    pub fn new(windows: &[&[i64]], pad: i64, device: Device) -> Result<Self, TaggerError> {
        let rows = windows.len();
        let longest = windows.iter().map(|w| w.len()).max().unwrap_or(0);
        let mut ids = vec![pad; rows * longest];
        let mut mask = vec![0_i64; rows * longest];
        let mut positions = Vec::with_capacity(rows * longest);
        let mut positions_after_pad = vec![pad; rows * longest];
        for (row, window) in windows.iter().enumerate() {
            let (start, end) = (row * longest, row * longest + window.len());
            ids[start..end].copy_from_slice(window);
            mask[start..end].fill(1);
            positions.extend((0_i64..).take(longest));
            let mut seen = pad;
            for (position, &id) in positions_after_pad[start..end].iter_mut().zip(*window) {
                if id != pad {
                    seen += 1;
                    *position = seen;
                }
            }
        }
        let shape = [int_of(rows), int_of(longest)];
        let tensor = |values: &[i64]| -> Result<Tensor, TaggerError> {
            Ok(Tensor::f_from_slice(values)?
                .f_reshape(shape)?
                .f_to_device(device)?)
        };
        Ok(Self {
            ids: tensor(&ids)?,
            mask: tensor(&mask)?,
            positions: tensor(&positions)?,
            positions_after_pad: tensor(&positions_after_pad)?,
        })
    }
}

/// The rows of each window, without padding: `pieces × width`, one behind the other.
pub(super) fn unpad(scores: &Tensor, windows: &[&[i64]]) -> Result<Vec<Vec<f32>>, TaggerError> {
    let scores = scores
        .f_to_kind(Kind::Float)?
        .f_to_device(Device::Cpu)?
        .f_contiguous()?;
    let (_, longest, width) = scores.size3()?;
    let (longest, width) = (usize_of(longest), usize_of(width));
    let mut all = vec![0_f32; windows.len() * longest * width];
    let count = all.len();
    scores.f_copy_data(&mut all, count)?;
    let row = |(at, window): (usize, &&[i64])| all[at * longest * width..][..window.len() * width].to_vec();
    Ok(windows.iter().enumerate().map(row).collect())
}
