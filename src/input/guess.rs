//! Which encoding bytes that are not UTF-8 are in, when nobody says.
//!
//! French files come in Windows-1252 (or Latin-1, which it contains), Latin-9 and, from old Macintoshes, Mac Roman; they
//! differ in a few letters and marks only, so each is tried and judged by what French writes where: `cœur` but not `c½ur`,
//! `déjà` but not `dŽjˆ`. What is no French in any of them is left to `chardetng`, the detector of a browser.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_8859_15, MACINTOSH, WINDOWS_1252};

/// The encodings of French; of two that fit as well, the earlier is taken.
const FRENCH: [&Encoding; 3] = [WINDOWS_1252, ISO_8859_15, MACINTOSH];

/// The encoding of `bytes`, or none where no answer is plausible.
pub(super) fn guess(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut best: Option<(&'static Encoding, i64)> = None;
    for encoding in FRENCH {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        if let Some(score) = plausible(&text)
            && best.is_none_or(|(_, highest)| score > highest)
        {
            best = Some((encoding, score));
        }
    }
    best.map(|(encoding, _)| encoding).or_else(|| foreign(bytes))
}

/// What the detector says of a text that is not French; it answers Windows-1252 when it does not know.
fn foreign(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(Some(b"fr"), Utf8Detection::Deny);
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    let odd = text.chars().any(|c| c.is_control() && !c.is_ascii_whitespace());
    (encoding != WINDOWS_1252 && !odd).then_some(encoding)
}

/// How well the characters beyond ASCII stand as French writes them; none where too few do.
fn plausible(text: &str) -> Option<i64> {
    let (mut score, mut count) = (0, 0);
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if !c.is_ascii() {
            count += 1;
            score += judge(before, c, rest.peek().copied().unwrap_or(' '));
        }
        before = c;
    }
    (score >= count).then_some(score)
}

/// 2 for what French writes, 1 for a letter of a neighbour language, less than nothing for what nobody writes.
fn judge(before: char, c: char, after: char) -> i64 {
    // What Cyrillic looks like in these encodings has its accents side by side.
    let inside = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
    let fits = match c {
        'à' | 'â' | 'ä' | 'ç' | 'é' | 'è' | 'ê' | 'ë' | 'î' | 'ï' | 'ô' | 'ö' | 'ù' | 'û' | 'ü' | 'ÿ'
        | 'œ' | 'æ' => inside || c == 'à',
        'À' | 'Â' | 'Ç' | 'É' | 'È' | 'Ê' | 'Ë' | 'Î' | 'Ï' | 'Ô' | 'Ù' | 'Û' | 'Ü' | 'Œ' | 'Æ' | 'Ÿ' => {
            !before.is_lowercase() && (after.is_alphabetic() || c == 'À' && !before.is_alphabetic())
        }
        '«' | '“' | '‘' | '„' | '‹' => !before.is_alphanumeric(),
        '»' | '”' | '›' | '…' => !after.is_alphanumeric(),
        '’' => before.is_alphabetic() && (after.is_alphabetic() || !after.is_alphanumeric()),
        '·' => true,
        '–' | '—' | '•' => !before.is_alphabetic() || !after.is_alphabetic(),
        '\u{a0}' => !before.is_alphabetic() || !after.is_alphabetic(),
        '€' | '°' | '²' | '³' => before.is_alphanumeric() || before.is_whitespace(),
        '§' | '©' | '®' => !before.is_alphabetic() || !after.is_alphabetic(),
        c if c.is_lowercase() && inside => return 1,
        _ => false,
    };
    if fits { 2 } else { -3 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        let (bytes, _, lost) = encoding.encode(text);
        assert!(!lost, "{text} in {}", encoding.name());
        bytes.into_owned()
    }

    #[test]
    fn the_encodings_of_french_are_told_apart() {
        for text in [
            "« Où est-il ? », demande Zoë, à l'hôpital de Nîmes. Ça ira, répond l'aîné.",
            "Noël",
            "La cité dort.",
            "À Évreux, le maïs a gelé",
        ] {
            for encoding in [WINDOWS_1252, MACINTOSH] {
                assert_eq!(guess(&encoded(text, encoding)), Some(encoding), "{text}");
            }
        }
        for text in ["L'œuvre d'un cœur léger", "Le prix passe à 12 € dès août"] {
            assert_eq!(guess(&encoded(text, ISO_8859_15)), Some(ISO_8859_15), "{text}");
            assert_eq!(guess(&encoded(text, WINDOWS_1252)), Some(WINDOWS_1252), "{text}");
        }
        let typographic = "L’été… – dit-elle – “sera” long.";
        assert_eq!(guess(&encoded(typographic, WINDOWS_1252)), Some(WINDOWS_1252));
        assert_eq!(guess(&encoded(typographic, MACINTOSH)), Some(MACINTOSH));
    }

    #[test]
    fn what_is_no_french_is_left_to_the_detector_or_refused() {
        let russian = "Сегодня в городе открылась новая библиотека, сообщил её директор.";
        assert_eq!(
            guess(&encoded(russian, encoding_rs::WINDOWS_1251)),
            Some(encoding_rs::WINDOWS_1251)
        );
        assert_eq!(guess(b"\x01\x02\xFE\xFF\x90\x81abc\x07"), None);
    }
}
