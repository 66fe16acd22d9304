package dev.ringside.engine.object;

/// One entry of a handle table.
///
/// @param rights [Rights] bits
record Handle(Dispatcher dispatcher, int rights) {
    boolean has(int required) {
        return (rights & required) == required;
    }
}
