/** A switch with a few values. The first is the default. */
export function oneOf<const Value extends string | number>(standard: Value, ..._others: readonly Value[]): Value {
	return standard;
}

/** A switch that is off at first: null, or a value. */
export function nullOr<Value>(): Value | null {
	return null;
}
