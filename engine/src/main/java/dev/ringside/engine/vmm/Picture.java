package dev.ringside.engine.vmm;

/// What a graphics mode shows.
///
/// @param width pixels
/// @param height pixels
/// @param pixels 0xRRGGBB, line by line from the top
public record Picture(int width, int height, int[] pixels) {
    /// The colour of a pixel.
    ///
    /// @param x 0 to `width` - 1
    /// @param y 0 to `height` - 1
    public int pixel(int x, int y) {
        return pixels[y * width + x];
    }
}
