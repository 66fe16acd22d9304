package dev.ringside.engine.vmm;

import dev.ringside.engine.device.BochsDisplay;
import dev.ringside.engine.device.VgaAdapter;
import dev.ringside.engine.device.VgaRegisters;
import org.jspecify.annotations.Nullable;

/// Draws what the display adapter shows: linear modes, VGA's 256 colours and its 16 in planes.
final class PictureReader {
    private static final int MOST_WIDTH = 2048;
    private static final int MOST_HEIGHT = 2048;

    private final VgaAdapter adapter;
    private final FrameBytes frameBuffer;

    /// Reads the frame buffer.
    @FunctionalInterface
    interface FrameBytes {
        void read(long offset, byte[] into);
    }

    PictureReader(VgaAdapter adapter, FrameBytes frameBuffer) {
        this.adapter = adapter;
        this.frameBuffer = frameBuffer;
    }

    /// The picture, or null while text is shown.
    @Nullable Picture read() {
        if (adapter.text()) {
            return null;
        }
        return adapter.display().enabled() ? linear(adapter.display()) : vga();
    }

    private Picture linear(BochsDisplay display) {
        int width = display.width();
        int height = display.height();
        int[] pixels = new int[width * height];
        int bytes = display.depth() + 7 >> 3;
        byte[] line = new byte[width * bytes];
        for (int y = 0; y < height; y++) {
            frameBuffer.read(display.start() + (long) y * display.pitch(), line);
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = color(line, x * bytes, display.depth());
            }
        }
        return new Picture(width, height, pixels);
    }

    private int color(byte[] line, int at, int depth) {
        int low = line[at] & 0xFF;
        if (depth == 8) {
            return paletteColor(low);
        }
        int word = low | (line[at + 1] & 0xFF) << 8;
        return switch (depth) {
            case 15 -> rgb(word >> 10 & 31, word >> 5 & 31, word & 31, 31, 31);
            case 16 -> rgb(word >> 11 & 31, word >> 5 & 63, word & 31, 31, 63);
            default -> word | (line[at + 2] & 0xFF) << 16;
        };
    }

    private static int rgb(int red, int green, int blue, int most, int mostGreen) {
        return red * 255 / most << 16 | green * 255 / mostGreen << 8 | blue * 255 / most;
    }

    private int paletteColor(int index) {
        VgaRegisters vga = adapter.registers();
        int red = vga.palette(index, 0);
        int green = vga.palette(index, 1);
        int blue = vga.palette(index, 2);
        return adapter.display().wideColors()
                ? red << 16 | green << 8 | blue
                : rgb(red, green, blue, 63, 63);
    }

    /// Sizes from the CRT controller: characters of 8 dots (16 half dots in 256 colours), lines
    /// that are drawn twice counted once.
    private Picture vga() {
        VgaRegisters vga = adapter.registers();
        boolean many = (vga.graphics(5) & 0x40) != 0;
        int width = (vga.crtc(1) + 1) * (many ? 4 : 8);
        int overflow = vga.crtc(7);
        int lines = (vga.crtc(0x12) | (overflow & 2) << 7 | (overflow & 0x40) << 3) + 1;
        int repeat = (vga.crtc(9) & 0x1F) + 1 << ((vga.crtc(9) & 0x80) != 0 ? 1 : 0);
        int height = Math.clamp(lines / repeat, 1, MOST_HEIGHT);
        width = Math.clamp(width, 1, MOST_WIDTH);
        int[] pixels = new int[width * height];
        int pitch = vga.crtc(0x13) * 2;
        for (int y = 0; y < height; y++) {
            int start = vga.startAddress() + y * pitch;
            if (!many) {
                planarLine(start, width, pixels, y * width);
            } else if (adapter.chained()) {
                chainedLine(4L * start, width, pixels, y * width);
            } else {
                unchainedLine(start, width, pixels, y * width);
            }
        }
        return new Picture(width, height, pixels);
    }

    private void planarLine(int start, int width, int[] pixels, int at) {
        VgaRegisters vga = adapter.registers();
        for (int x = 0; x < width; x++) {
            int bit = 7 - (x & 7);
            int index = 0;
            for (int plane = 0; plane < 4; plane++) {
                index |= (adapter.planes().plane(plane, start + (x >> 3)) >> bit & 1) << plane;
            }
            pixels[at + x] = paletteColor(vga.attribute(index) & 0x3F);
        }
    }

    private void chainedLine(long start, int width, int[] pixels, int at) {
        byte[] line = new byte[width];
        frameBuffer.read(start & 0xFFFF, line);
        for (int x = 0; x < width; x++) {
            pixels[at + x] = paletteColor(line[x] & 0xFF);
        }
    }

    private void unchainedLine(int start, int width, int[] pixels, int at) {
        for (int x = 0; x < width; x++) {
            pixels[at + x] = paletteColor(adapter.planes().plane(x & 3, start + (x >> 2)));
        }
    }
}
