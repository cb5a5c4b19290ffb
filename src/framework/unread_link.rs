//! Links that Markdown does not read as such.

/// A link that Markdown does not read as one.
pub struct UnreadLink<'t> {
    /// The name of what it leads to.
    pub name: &'t str,
    /// Empty where it is defined elsewhere, or should be.
    address: &'t str,
    why: String,
}

impl<'t> UnreadLink<'t> {
    /// The link that a name was meant to be, if its signs are there but for one; `written` as the name stands in the source.
    pub fn of(shown: &'t str, written: &str) -> Option<Self> {
        let opened = shown.strip_prefix('[');
        let inside = opened.unwrap_or(shown);
        let (name, rest) = match inside.split_once(']') {
            Some(parts) => parts,
            None => inside.split_at(inside.find('(').filter(|_| opened.is_some())?),
        };
        let spaced = rest.len() > rest.trim_start().len();
        let rest = rest.trim();
        let address = rest.trim_matches(['(', ')']);
        let is_address = !address.is_empty() && !address.contains(['[', ']']);
        let why = match rest
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            Some(_) => format!("nothing defines `{rest}`"),
            None if !is_address => return None,
            None if opened.is_none() => "the `[` before it is missing".to_owned(),
            None if !inside.contains(']') => "the `]` behind the name is missing".to_owned(),
            None if !rest.starts_with('(') => "the `(` before the address is missing".to_owned(),
            None if !rest.ends_with(')') => "the `)` behind the address is missing".to_owned(),
            None if spaced => "a space parts `]` from `(`".to_owned(),
            None if address.contains(char::is_whitespace) => "its address has a space".to_owned(),
            None if written.contains("\\]") => r"its brackets have a `\` before them".to_owned(),
            None => return None,
        };
        let address = if is_address { address } else { "" };
        (!name.trim().is_empty()).then_some(Self { name, address, why })
    }

    /// What keeps it from being one, as a sentence.
    pub fn told(&self) -> String {
        format!("`{}` is not read as a link: {}", self.name, self.why)
    }

    /// How to write it.
    pub fn change(&self) -> Option<String> {
        let (name, address) = (self.name, self.address);
        let is_whole = !address.is_empty() && !address.contains(char::is_whitespace);
        is_whole.then(|| format!("write `[{name}]({address})`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_a_link_from_being_one_is_said() {
        let told = |written| {
            UnreadLink::of(written, written).map(|link| (link.why, link.name, link.address))
        };
        for (written, why) in [
            ("[Pruning] (a.md#b)", "a space parts `]` from `(`"),
            ("[Pruning](a.md#b", "the `)` behind the address is missing"),
            ("[Pruning]a.md#b)", "the `(` before the address is missing"),
            ("[Pruning(a.md#b)", "the `]` behind the name is missing"),
            ("Pruning](a.md#b)", "the `[` before it is missing"),
        ] {
            assert_eq!(told(written), Some((why.to_owned(), "Pruning", "a.md#b")));
        }
        let escaped = UnreadLink::of("[Pruning](a.md#b)", r"[Pruning\](a.md#b)");
        assert!(escaped.is_some_and(|link| link.why.contains('\\')));
        assert_eq!(told("[Pruning][1]").map(|found| found.2), Some(""));
        for name in [
            "Pruning",
            "Pruning (trees)",
            "[Pruning]",
            "Pruning [1]",
            "[](a.md)",
        ] {
            assert_eq!(told(name), None, "{name}");
        }
    }
}
