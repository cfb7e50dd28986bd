import type { Benchmark } from './benchmark';
import { bulkFile } from './benchmarks/bulkFile';
import { bulkItems } from './benchmarks/bulkItems';
import { join } from './benchmarks/join';
import { leadLists } from './benchmarks/leadLists';
import { leadUpsert } from './benchmarks/leadUpsert';
import { load } from './benchmarks/load';
import { stalls } from './benchmarks/stalls';
import { trigger } from './benchmarks/trigger';

/** Every benchmark, in the order in which they run and their figures are listed. */
export const benchmarks: readonly Benchmark[] = [
	bulkItems,
	bulkFile,
	stalls,
	join,
	leadUpsert,
	leadLists,
	load,
	trigger,
];
