package dev.ringside.adapter;

import java.lang.reflect.Proxy;

/// Ctrl-C in the terminal.
final class Interrupt {
    private Interrupt() {}

    /// Runs `action` at each Ctrl-C from now on; without the JDK's signal class Ctrl-C ends the
    /// process as usual.
    static void onInterrupt(Runnable action) {
        try {
            // By reflection: the class belongs to no supported API.
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object run =
                    Proxy.newProxyInstance(
                            Interrupt.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("handle")) {
                                    action.run();
                                }
                                return null;
                            });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("INT"), run);
        } catch (ReflectiveOperationException e) {
            // Ctrl-C ends the process.
        }
    }
}
