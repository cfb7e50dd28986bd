/**
 * What a promise gives, or something else where it fails in an expected way; every other failure goes on.
 * @param isExpected tells the failures apart
 */
export async function recover<Value, Instead>(
	promise: Promise<Value>,
	isExpected: (reason: unknown) => boolean,
	instead: (reason: unknown) => Instead | Promise<Instead>,
): Promise<Value | Instead> {
	return await promise.catch(async (reason: unknown) => (isExpected(reason) ? await instead(reason) : fail(reason)));
}

/** Throws what an earlier step threw, or what explains it, as it is. */
export function fail(reason: unknown): never {
	throw reason;
}
