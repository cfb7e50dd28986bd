/** What a promise is rejected with. @throws Error if it is not */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
	return await promise.then(
		(value) => Promise.reject(new Error(`Expected a rejection and got ${JSON.stringify(value)}`)),
		(reason: unknown) => reason,
	);
}

/** What a person sees of a node that fails. */
export interface Failure {
	readonly message: string;
	readonly description: string;
	/** The item that it is about; undefined where it is about all of them. */
	readonly itemIndex?: number;
}

/** What the person sees when the node fails, as it must. */
export async function failureOf(run: Promise<unknown>): Promise<Failure> {
	const error = await rejectionOf(run);
	// The errors of n8n have all three.
	const { message, description, context } = error as Failure & { readonly context: { readonly itemIndex?: number } };
	return { message, description, itemIndex: context.itemIndex };
}
