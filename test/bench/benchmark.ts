/** One figure: its key in the JSON, and what is said about it to people. */
export interface FigureKey {
	readonly key: string;
	/** What the figure must hold. */
	readonly bar: { readonly kind: 'at most' | 'at least'; readonly value: number };
	/** Empty for a ratio. */
	readonly unit: '' | 'MB' | 'ms' | 'rows/s';
	/** How it is measured, in a sentence without a period. */
	readonly measures: string;
}

/** What a benchmark is given. */
export interface Bench {
	/** Folder of the built package, with `nodes` and `credentials` in it. */
	readonly packageFolder: string;
	/** Whether a figure was asked for. */
	wants(key: string): boolean;
	/** Progress, for people. */
	say(text: string): void;
}

/** What a benchmark found. */
export interface Findings {
	/** By key; only those that were asked for have to be there. */
	readonly figures: Readonly<Record<string, number>>;
	/** Absolute values and conditions, a sentence each. */
	readonly notes: readonly string[];
}

/** One file below `benchmarks/`: the figures it gives, and how. What it measures runs in processes of its own. */
export interface Benchmark {
	readonly keys: readonly FigureKey[];
	/** Rejects where something could not be measured. */
	run(bench: Bench): Promise<Findings>;
}
