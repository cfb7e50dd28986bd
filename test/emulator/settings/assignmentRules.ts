import { fixtureId } from '../metadata/modules';

/** An assignment rule. What else than its default it knows is in no source, so it knows nothing else. */
export interface AssignmentRule {
	readonly id: string;
	readonly module: string;
	readonly name: string;
	readonly apiName: string;
	readonly description: string;
	/** Who owns records that the rule is applied to. */
	readonly defaultAssigneeId: string;
}

/** The assignment rules of a fresh organization. The assignee is Bruno Costa. */
export const ASSIGNMENT_RULES: readonly AssignmentRule[] = [
	{
		id: fixtureId(511_001),
		module: 'Leads',
		name: 'Leads of Fairs',
		apiName: 'Leads_of_Fairs',
		description: 'Leads that visitors of a fair left',
		defaultAssigneeId: fixtureId(225_021),
	},
];
