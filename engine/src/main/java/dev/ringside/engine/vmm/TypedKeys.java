package dev.ringside.engine.vmm;

import dev.ringside.engine.device.ScanCodes;
import java.util.function.Consumer;

/// The keyboard from outside: turns text into keys and hands them to the VCPU's thread.
final class TypedKeys implements Keyboard {
    private final Consumer<Runnable> inputs;
    private final Keys keys;

    /// Where keys go.
    interface Keys {
        void key(int set1, boolean down);
    }

    /// @param inputs runs an input on the VCPU's thread
    TypedKeys(Consumer<Runnable> inputs, Keys keys) {
        this.inputs = inputs;
        this.keys = keys;
    }

    @Override
    public void type(String text) {
        inputs.accept(() -> {
            for (int i = 0; i < text.length(); i++) {
                press(text.charAt(i));
            }
        });
    }

    private void press(char character) {
        int code = ScanCodes.keyFor(character);
        if (code == 0) {
            return;
        }
        boolean shift = ScanCodes.needsShift(character);
        if (shift) {
            keys.key(ScanCodes.LEFT_SHIFT, true);
        }
        keys.key(code, true);
        keys.key(code, false);
        if (shift) {
            keys.key(ScanCodes.LEFT_SHIFT, false);
        }
    }

    @Override
    public void key(int scanCode, boolean down) {
        inputs.accept(() -> keys.key(scanCode, down));
    }
}
