package dev.ringside.engine.vmm;

/// The machine's mouse from outside. Any thread; what it does reaches the guest at the next exit.
public interface Mouse {
    /// Moves it.
    ///
    /// @param right and `down`: counts; negative the other way. At most 255 count at a time
    void move(int right, int down);

    /// Turns the wheel towards the user by `clicks`, negative away.
    void turn(int clicks);

    /// @param mask the buttons held: 1 left, 2 right, 4 middle
    void buttons(int mask);
}
