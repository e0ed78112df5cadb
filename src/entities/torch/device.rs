//! Where the engine computes, and in which floats.

use std::fmt;
use std::str::FromStr;

use tch::{Cuda, Device, Kind};

use crate::entities::TaggerError;

/// Where to compute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeviceChoice {
    /// The first CUDA device where libtorch finds one, otherwise the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// One CUDA device, by number; an error if it is not there.
    Cuda(usize),
}

impl FromStr for DeviceChoice {
    type Err = TaggerError;

    fn from_str(text: &str) -> Result<Self, TaggerError> {
        let number = |text: &str| text.parse().ok().filter(|n| *n <= i32::MAX as usize);
        match text {
            "auto" => Ok(Self::Auto),
            "cpu" => Ok(Self::Cpu),
            "cuda" => Ok(Self::Cuda(0)),
            _ => text
                .strip_prefix("cuda:")
                .and_then(number)
                .map(Self::Cuda)
                .ok_or_else(|| TaggerError::Device {
                    asked: text.to_owned(),
                    problem: "there is no such device: auto, cpu, cuda or cuda:N".into(),
                }),
        }
    }
}

impl fmt::Display for DeviceChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Cpu => f.write_str("cpu"),
            Self::Cuda(number) => write!(f, "cuda:{number}"),
        }
    }
}

impl DeviceChoice {
    /// The device, and why this one and not the other.
    pub(super) fn choose(self) -> Result<(Device, String), TaggerError> {
        let devices = if Cuda::is_available() {
            Cuda::device_count()
        } else {
            0
        };
        // Not has_cuda: it is false too where libtorch has CUDA but finds no device.
        let cuda = match (tch::utils::has_cudart(), devices) {
            (false, _) => {
                "this libtorch is the CPU set; scripts/libtorch --cuda fetches the other".to_owned()
            }
            (true, 0) => {
                "libtorch has CUDA but finds no device (no GPU, or its driver is missing or too old)"
                    .to_owned()
            }
            (true, 1) => "one CUDA device is here, cuda:0".to_owned(),
            (true, n) => format!("{n} CUDA devices are here, from cuda:0"),
        };
        match self {
            Self::Auto if devices > 0 => Ok((Device::Cuda(0), cuda)),
            Self::Cpu if devices > 0 => Ok((Device::Cpu, format!("asked for, though {cuda}"))),
            Self::Auto | Self::Cpu => Ok((Device::Cpu, format!("not cuda: {cuda}"))),
            Self::Cuda(number) if i64::try_from(number).is_ok_and(|n| n < devices) => {
                Ok((Device::Cuda(number), format!("asked for; {cuda}")))
            }
            Self::Cuda(_) => Err(TaggerError::Device {
                asked: self.to_string(),
                problem: cuda,
            }),
        }
    }
}

/// `cpu` or `cuda:N`.
pub(super) fn device_name(device: Device) -> String {
    match device {
        Device::Cuda(number) => format!("cuda:{number}"),
        _ => "cpu".to_owned(),
    }
}

/// The floats to compute with. Scores always come back as 32-bit floats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// 32-bit floats: the reference.
    #[default]
    Fp32,
    /// bfloat16: two to three times faster on processors with AVX-512 BF16 or AMX, and on GPUs since Ampere.
    Bf16,
    /// 16-bit floats: for GPUs.
    Fp16,
}

impl Precision {
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Fp32 => Kind::Float,
            Self::Bf16 => Kind::BFloat16,
            Self::Fp16 => Kind::Half,
        }
    }

    /// What a user should know before a long run: floats that a processor has no instructions for are slower than
    /// fp32, by up to thirty times.
    pub(super) fn note(self, device: Device) -> Option<String> {
        if device != Device::Cpu || self == Self::Fp32 {
            return None;
        }
        #[cfg(target_arch = "x86_64")]
        let native = match self {
            Self::Bf16 => is_x86_feature_detected!("avx512bf16"),
            _ => is_x86_feature_detected!("avx512fp16"),
        };
        #[cfg(not(target_arch = "x86_64"))]
        let native = true;
        (!native).then(|| format!("this processor has no {self} instructions: fp32 is much faster here"))
    }
}

impl FromStr for Precision {
    type Err = TaggerError;

    fn from_str(text: &str) -> Result<Self, TaggerError> {
        match text {
            "fp32" => Ok(Self::Fp32),
            "bf16" => Ok(Self::Bf16),
            "fp16" => Ok(Self::Fp16),
            _ => Err(TaggerError::Engine {
                engine: "torch",
                message: format!("there is no number format {text:?}: fp32, bf16 or fp16"),
            }),
        }
    }
}

impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fp32 => "fp32",
            Self::Bf16 => "bf16",
            Self::Fp16 => "fp16",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_have_names() {
        for name in ["auto", "cpu", "cuda:0", "cuda:3"] {
            assert_eq!(name.parse::<DeviceChoice>().unwrap().to_string(), name);
        }
        assert_eq!("cuda".parse::<DeviceChoice>().unwrap(), DeviceChoice::Cuda(0));
        for name in [
            "",
            "gpu",
            "cuda:",
            "cuda:x",
            "cuda:-1",
            "CUDA",
            "cuda:99999999999",
        ] {
            let problem = name.parse::<DeviceChoice>().unwrap_err().to_string();
            assert!(problem.contains("auto, cpu, cuda or cuda:N"), "{problem}");
        }
    }
}
