import type { EmulatorState } from '../state';

/** A tag of a module. */
export interface Tag {
	readonly id: string;
	readonly name: string;
	readonly createdById: string;
	readonly createdMs: number;
}

/** The tags of all modules: every module has its own. */
export class TagStore {
	private byField = new Map<string, Map<string, Tag>>();

	constructor(private readonly deps: Pick<EmulatorState, 'clock' | 'nextId' | 'schema'>) {}

	/** The id of a tag, which comes into being with its first use. @param fieldId of the module's `Tag` */
	idOf(fieldId: string, name: string, createdById: string): string {
		const tags = this.byField.get(fieldId) ?? new Map<string, Tag>();
		this.byField.set(fieldId, tags);
		const tag = tags.get(name) ?? { id: this.deps.nextId(), name, createdById, createdMs: this.deps.clock.now() };
		tags.set(name, tag);
		return tag.id;
	}

	/** The tags of a module in the order in which they came into being. */
	all(module: string): Tag[] {
		return [...(this.byField.get(this.deps.schema.field(module, 'Tag')?.id ?? '')?.values() ?? [])];
	}

	/** Forgets every tag. */
	reset(): void {
		this.byField = new Map();
	}
}
