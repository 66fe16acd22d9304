package dev.ringside.engine.vmm;

import java.util.List;

/// A linear mode that the BIOS offers (VESA BIOS Extension 2.0).
///
/// @param number its VBE mode number; 140h and on as Bochs' BIOS has them
/// @param depth bits a pixel
record VideoMode(int number, int width, int height, int depth) {
    static final List<VideoMode> ALL =
            List.of(
                    new VideoMode(0x100, 640, 400, 8),
                    new VideoMode(0x101, 640, 480, 8),
                    new VideoMode(0x103, 800, 600, 8),
                    new VideoMode(0x105, 1024, 768, 8),
                    new VideoMode(0x107, 1280, 1024, 8),
                    new VideoMode(0x10E, 320, 200, 16),
                    new VideoMode(0x110, 640, 480, 15),
                    new VideoMode(0x111, 640, 480, 16),
                    new VideoMode(0x112, 640, 480, 24),
                    new VideoMode(0x113, 800, 600, 15),
                    new VideoMode(0x114, 800, 600, 16),
                    new VideoMode(0x115, 800, 600, 24),
                    new VideoMode(0x116, 1024, 768, 15),
                    new VideoMode(0x117, 1024, 768, 16),
                    new VideoMode(0x118, 1024, 768, 24),
                    new VideoMode(0x119, 1280, 1024, 15),
                    new VideoMode(0x11A, 1280, 1024, 16),
                    new VideoMode(0x11B, 1280, 1024, 24),
                    new VideoMode(0x140, 320, 200, 32),
                    new VideoMode(0x141, 640, 400, 32),
                    new VideoMode(0x142, 640, 480, 32),
                    new VideoMode(0x143, 800, 600, 32),
                    new VideoMode(0x144, 1024, 768, 32),
                    new VideoMode(0x145, 1280, 1024, 32));

    int bytesPerPixel() {
        return depth + 7 >> 3;
    }

    int pitch() {
        return width * bytesPerPixel();
    }
}
