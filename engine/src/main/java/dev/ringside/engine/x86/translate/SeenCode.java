package dev.ringside.engine.x86.translate;

/// Says where code has been executed.
public interface SeenCode {
    /// Whether the interpreter has been at this host offset under this linear address.
    boolean at(long host, long linear);
}
