/** A stage of deals, with what its pick list value says besides. */
export interface Stage {
	readonly name: string;
	/** In percent. */
	readonly probability: number;
	readonly category: 'Open' | 'Closed Won' | 'Closed Lost';
}

/** The stages of a fresh organization. Source: answers of version 6, January 2025. */
export const STAGES: readonly Stage[] = [
	{ name: 'Qualification', probability: 10, category: 'Open' },
	{ name: 'Needs Analysis', probability: 20, category: 'Open' },
	{ name: 'Value Proposition', probability: 40, category: 'Open' },
	{ name: 'Id. Decision Makers', probability: 60, category: 'Open' },
	{ name: 'Proposal/Price Quote', probability: 75, category: 'Open' },
	{ name: 'Negotiation/Review', probability: 90, category: 'Open' },
	{ name: 'Closed Won', probability: 100, category: 'Closed Won' },
	{ name: 'Closed Lost', probability: 0, category: 'Closed Lost' },
];
