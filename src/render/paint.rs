//! The colours of the human output.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use codespan_reporting::diagnostic::{self, LabelStyle};
use codespan_reporting::term::WriteStyle;

use crate::finding::Severity;

/// Colours, or none.
#[derive(Clone, Copy)]
pub(super) struct Palette {
    pub colour: bool,
}

impl Palette {
    pub const FRAME: Style = AnsiColor::Cyan.on_default();

    pub fn of(severity: Severity) -> Style {
        let colour = match severity {
            Severity::Error => AnsiColor::Red,
            Severity::Warning => AnsiColor::Yellow,
            Severity::Info => AnsiColor::Green,
        };
        colour.on_default()
    }

    fn start(self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        if self.colour {
            write!(out, "{style}")?;
        }
        Ok(())
    }

    fn end(self, out: &mut dyn Write) -> io::Result<()> {
        if self.colour {
            write!(out, "{}", anstyle::Reset)?;
        }
        Ok(())
    }

    pub fn write(self, out: &mut dyn Write, style: Style, text: &str) -> io::Result<()> {
        self.start(out, style)?;
        out.write_all(text.as_bytes())?;
        self.end(out)
    }
}

/// Colours what codespan-reporting writes, and leaves out its header: ours names the rule and knows the severity *info*.
pub(super) struct Painter<'o> {
    pub out: &'o mut dyn Write,
    pub palette: Palette,
    /// Whether the header is still being written.
    pub in_header: bool,
}

impl Painter<'_> {
    fn start(&mut self, style: Style) -> io::Result<()> {
        if self.in_header {
            return Ok(());
        }
        self.palette.start(self.out, style)
    }
}

impl Write for Painter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.in_header {
            let header = memchr::memchr(b'\n', bytes);
            self.in_header = header.is_none();
            return Ok(header.map_or(bytes.len(), |at| at + 1));
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl WriteStyle for Painter<'_> {
    fn set_header(&mut self, _severity: diagnostic::Severity) -> io::Result<()> {
        Ok(())
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.start(Palette::FRAME)
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.start(Palette::FRAME)
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.start(Palette::FRAME)
    }

    fn set_label(&mut self, severity: diagnostic::Severity, style: LabelStyle) -> io::Result<()> {
        let severity = match severity {
            diagnostic::Severity::Bug | diagnostic::Severity::Error => Severity::Error,
            diagnostic::Severity::Warning => Severity::Warning,
            diagnostic::Severity::Note | diagnostic::Severity::Help => Severity::Info,
        };
        let style = match style {
            LabelStyle::Primary => Palette::of(severity),
            LabelStyle::Secondary => Palette::FRAME,
        };
        self.start(style)
    }

    fn reset(&mut self) -> io::Result<()> {
        if self.in_header {
            return Ok(());
        }
        self.palette.end(self.out)
    }
}
