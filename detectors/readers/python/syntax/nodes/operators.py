"""Signs between or before values."""

from __future__ import annotations

from detectors.readers.python.syntax.nodes.kinds import Node


class Operator(Node):
    """A sign between or before values; it has no place of its own."""

    __slots__ = ()


class BaseBinaryOp(Operator):
    """Between two values."""

    __slots__ = ()


class Add(BaseBinaryOp):
    __slots__ = ()


class BitAnd(BaseBinaryOp):
    __slots__ = ()


class BitOr(BaseBinaryOp):
    __slots__ = ()


class BitXor(BaseBinaryOp):
    __slots__ = ()


class Divide(BaseBinaryOp):
    __slots__ = ()


class FloorDivide(BaseBinaryOp):
    __slots__ = ()


class LeftShift(BaseBinaryOp):
    __slots__ = ()


class MatrixMultiply(BaseBinaryOp):
    __slots__ = ()


class Modulo(BaseBinaryOp):
    __slots__ = ()


class Multiply(BaseBinaryOp):
    __slots__ = ()


class Power(BaseBinaryOp):
    __slots__ = ()


class RightShift(BaseBinaryOp):
    __slots__ = ()


class Subtract(BaseBinaryOp):
    __slots__ = ()


class BaseAugOp(Operator):
    """In an augmented assignment."""

    __slots__ = ()


class AddAssign(BaseAugOp):
    __slots__ = ()


class BitAndAssign(BaseAugOp):
    __slots__ = ()


class BitOrAssign(BaseAugOp):
    __slots__ = ()


class BitXorAssign(BaseAugOp):
    __slots__ = ()


class DivideAssign(BaseAugOp):
    __slots__ = ()


class FloorDivideAssign(BaseAugOp):
    __slots__ = ()


class LeftShiftAssign(BaseAugOp):
    __slots__ = ()


class MatrixMultiplyAssign(BaseAugOp):
    __slots__ = ()


class ModuloAssign(BaseAugOp):
    __slots__ = ()


class MultiplyAssign(BaseAugOp):
    __slots__ = ()


class PowerAssign(BaseAugOp):
    __slots__ = ()


class RightShiftAssign(BaseAugOp):
    __slots__ = ()


class SubtractAssign(BaseAugOp):
    __slots__ = ()


class BaseBooleanOp(Operator):
    """`and`, `or`."""

    __slots__ = ()


class And(BaseBooleanOp):
    __slots__ = ()


class Or(BaseBooleanOp):
    __slots__ = ()


class BaseCompOp(Operator):
    """In a comparison."""

    __slots__ = ()


class Equal(BaseCompOp):
    __slots__ = ()


class GreaterThan(BaseCompOp):
    __slots__ = ()


class GreaterThanEqual(BaseCompOp):
    __slots__ = ()


class In(BaseCompOp):
    __slots__ = ()


class Is(BaseCompOp):
    __slots__ = ()


class IsNot(BaseCompOp):
    __slots__ = ()


class LessThan(BaseCompOp):
    __slots__ = ()


class LessThanEqual(BaseCompOp):
    __slots__ = ()


class NotEqual(BaseCompOp):
    __slots__ = ()


class NotIn(BaseCompOp):
    __slots__ = ()


class BaseUnaryOp(Operator):
    """Before a value."""

    __slots__ = ()


class BitInvert(BaseUnaryOp):
    __slots__ = ()


class Minus(BaseUnaryOp):
    __slots__ = ()


class Not(BaseUnaryOp):
    __slots__ = ()


class Plus(BaseUnaryOp):
    __slots__ = ()
