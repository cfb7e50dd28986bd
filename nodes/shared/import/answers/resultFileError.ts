/** A result file that came, but is not what the documentation describes. `message` completes "the result file cannot be read: ...". */
export class ResultFileError extends Error {
	readonly kind = 'resultFile';

	constructor(message: string) {
		super(message);
		this.name = 'ResultFileError';
	}
}
