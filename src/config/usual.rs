//! The phrases that nearly every entry of a framework has to the letter, read once for all of them.

use std::ops::Range;

use super::profile::Profile;

/// A phrase about a level as the profile would write it. All ranges are bytes of it, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsualPhrase {
    text: String,
    /// The level (from 0).
    pub level_index: u8,
    /// The level's name.
    pub level: Range<usize>,
    /// What places the level in the scale; `None` where the phrase only names it.
    pub place: Option<UsualPlace>,
}

/// The variable words of a sentence that places a level in the scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsualPlace {
    /// *second*.
    pub ordinal: Option<Range<usize>>,
    /// *4*.
    pub count: Option<Range<usize>>,
}

impl UsualPhrase {
    /// For each level of the scale its label and its sentence; without those that their template does not read back as they were meant.
    pub(super) fn all(profile: &Profile) -> Vec<Self> {
        let indices = (0..=u8::MAX).take(profile.scale.levels.len());
        let phrases =
            indices.flat_map(|index| [Self::label(index, profile), Self::sentence(index, profile)]);
        phrases.flatten().collect()
    }

    fn label(level_index: u8, profile: &Profile) -> Option<Self> {
        let text = profile
            .skill
            .level
            .fill(|_| profile.level_name(level_index).to_owned());
        let level = profile.skill.level.matches(&text)?.get("level")?;
        Self {
            text,
            level_index,
            level,
            place: None,
        }
        .if_right(profile)
    }

    fn sentence(level_index: u8, profile: &Profile) -> Option<Self> {
        let ordinal = profile.ordinal(level_index)?;
        let template = &profile.skill.ordinal;
        let text = template.fill(|variable| match variable {
            "ordinal" => ordinal.to_owned(),
            "count" => profile.scale.levels.len().to_string(),
            _ => profile.level_name(level_index).to_owned(),
        });
        let found = template.matches(&text)?;
        let level = found.get("level")?;
        let place = UsualPlace {
            ordinal: found.get("ordinal"),
            count: found.get("count"),
        };
        // What could be read as a label as well is left to a closer look.
        let is_label = profile.skill.level.matches(&text).is_some();
        (!is_label)
            .then_some(Self {
                text,
                level_index,
                level,
                place: Some(place),
            })?
            .if_right(profile)
    }

    fn if_right(self, profile: &Profile) -> Option<Self> {
        let index = profile.level_index(&self.text[self.level.clone()]);
        (index == Some(self.level_index)).then_some(self)
    }

    pub(super) fn is(&self, text: &str) -> bool {
        self.text.eq_ignore_ascii_case(text)
    }
}
