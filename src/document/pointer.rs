//! JSON pointers (RFC 6901), which say where in front matter, a configuration or a schema a value stands.

/// Adds a step: a key, or the position of an item from 0.
pub fn push(pointer: &mut String, step: &str) {
    pointer.push('/');
    for character in step.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            character => pointer.push(character),
        }
    }
}

/// The pointer to what `key` leads to in what `pointer` leads to.
pub fn join(pointer: &str, key: &str) -> String {
    let mut joined = pointer.to_owned();
    push(&mut joined, key);
    joined
}

/// The key that a step between two slashes stands for.
pub fn key(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// The keys and positions that a pointer leads through.
pub fn steps(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_the_marks_of_a_pointer_is_found_again() {
        let pointer = join(&join("", "a/b"), "~1");
        assert_eq!(pointer, "/a~1b/~01");
        assert_eq!(steps(&pointer).collect::<Vec<_>>(), ["a/b", "~1"]);
    }
}
