package dev.ringside.adapter.source;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Paths as text. Debug information may come from another system, so `\` counts as `/` and a drive
/// letter as a root, wherever we run.
final class PathNames {
    private PathNames() {}

    /// With `/` only, and without `.`, `x/..` and doubled separators.
    static String normalize(String path) {
        String slashed = path.replace('\\', '/');
        boolean rooted = slashed.startsWith("/");
        Deque<String> parts = new ArrayDeque<>();
        for (String part : Text.parts(slashed, "/")) {
            if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".") && !(rooted && part.equals(".."))) {
                parts.add(part);
            }
        }
        String joined = (rooted ? "/" : "") + String.join("/", parts);
        return hasDrive(joined)
                ? joined.substring(0, 1).toLowerCase(Locale.ROOT) + joined.substring(1)
                : joined;
    }

    static boolean isAbsolute(String path) {
        return path.startsWith("/") || path.startsWith("\\") || hasDrive(path);
    }

    private static boolean hasDrive(String path) {
        return path.length() >= 2 && path.charAt(1) == ':' && Character.isLetter(path.charAt(0));
    }

    /// `name` as seen from `folder`.
    static String join(String folder, String name) {
        return isAbsolute(name) || folder.isEmpty() ? name : folder + "/" + name;
    }

    static String lastPart(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// Absolute and normalized, as an editor names the file.
    static String of(Path path) {
        return normalize(path.toAbsolutePath().normalize().toString());
    }

    /// Replaces the longest key that is a leading part of `path` by its value.
    ///
    /// @return `path` itself where no key fits
    static String mapped(String path, Map<String, String> sourceMap) {
        String best = "";
        String result = path;
        for (Map.Entry<String, String> entry : sourceMap.entrySet()) {
            String from = normalize(entry.getKey());
            boolean fits = path.equals(from) || path.startsWith(from + "/");
            if (fits && from.length() > best.length()) {
                best = from;
                result = normalize(entry.getValue() + path.substring(from.length()));
            }
        }
        return result;
    }

    /// How many parts two paths have in common, counted from the end.
    static int commonSuffix(String a, String b) {
        List<String> x = parts(a);
        List<String> y = parts(b);
        int n = 0;
        while (n < x.size()
                && n < y.size()
                && x.get(x.size() - 1 - n).equals(y.get(y.size() - 1 - n))) {
            n++;
        }
        return n;
    }

    static List<String> parts(String path) {
        return Text.parts(path, "/");
    }
}
