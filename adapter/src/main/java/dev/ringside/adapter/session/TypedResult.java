package dev.ringside.adapter.session;

import dev.ringside.adapter.source.CType;
import dev.ringside.adapter.source.FrameState.UnavailableException;

/// Shows what an expression with a type of C came to.
final class TypedResult {
    private final FrameContext frame;
    private final Evaluator evaluator;

    TypedResult(FrameContext frame, Evaluator evaluator) {
        this.frame = frame;
        this.evaluator = evaluator;
    }

    /// @param form as [Evaluator#evaluate] lists them; `a` for the type's own
    Variable of(String text, CNode node, char form) throws SessionException {
        CType type = node.type();
        if (type == null) {
            throw new IllegalArgumentException(text);
        }
        TypedValue value = value(node, type);
        String path = text.matches("[\\w.$]+|.*[\\])]") ? text : "(" + text + ")";
        Variable shown = new TypedVariables(frame).variable(text, path, value);
        return form == 'a' ? shown : formatted(shown, value, form);
    }

    TypedValue value(CNode node, CType type) throws SessionException {
        if (!(node instanceof CNode.Place place)) {
            return CNode.shown(type, evaluator.value(node));
        }
        try {
            return place.place(frame);
        } catch (UnavailableException | dev.ringside.engine.base.ZxException e) {
            throw new SessionException("This has no value now: %s.".formatted(e.getMessage()));
        }
    }

    private Variable formatted(Variable shown, TypedValue value, char form)
            throws SessionException {
        CType bare = CType.strip(value.type());
        if (form == 's') {
            return with(shown, text(value, bare));
        }
        if (!TypedVariables.isScalar(bare)) {
            return shown;
        }
        try {
            long number = value.scalar(frame);
            int bits = value.bitSize() > 0 ? value.bitSize() : (int) bare.size() * 8;
            return with(shown, evaluator.inForm(number, bits, form));
        } catch (UnavailableException e) {
            return shown;
        }
    }

    private String text(TypedValue value, CType bare) throws SessionException {
        try {
            ValueText text = new ValueText(frame);
            if (bare instanceof CType.Array && value.address().isPresent()) {
                return text.string(value.address().getAsLong(), 256);
            }
            return text.string(value.scalar(frame), 256);
        } catch (UnavailableException e) {
            throw new SessionException("This has no value now: %s.".formatted(e.getMessage()));
        }
    }

    private static Variable with(Variable shown, String value) {
        return new Variable(
                shown.name(),
                value,
                shown.type(),
                shown.evaluateName(),
                shown.memoryReference(),
                shown.children(),
                shown.writer());
    }
}
