import { UsageError } from '../../../zoho/call/errors';
import { foldName } from '../../../zoho/metadata/foldName';
import { hubspot } from './hubspot';
import { pipedrive } from './pipedrive';
import { salesforce } from './salesforce';
import type { PresetTables } from './tables';

const TABLES = { hubspot, pipedrive, salesforce } satisfies Readonly<Record<string, PresetTables>>;

/** A system whose exports are known. */
export type PresetName = keyof typeof TABLES;

/** By folded title: the field that it goes to, or null for one without a counterpart. */
export type Preset = ReadonlyMap<string, string | null>;

const LABELS: Readonly<Record<PresetName, string>> = {
	hubspot: 'HubSpot',
	pipedrive: 'Pipedrive',
	salesforce: 'Salesforce',
};

/**
 * The titles that a system gives to the records of a module.
 * @param name null for no system
 * @throws UsageError for a module that no export of the system goes to
 */
export function readPreset(name: PresetName | null, module: string): Preset {
	if (name === null) return new Map();
	const tables: PresetTables = TABLES[name];
	if (!Object.hasOwn(tables, module))
		throw new UsageError(
			`The File Preset ${LABELS[name]} has no titles for ${module}, only for ${Object.keys(tables).join(', ')}`,
			'Remove File Preset, and map the columns under File Columns',
		);
	return new Map(Object.entries(tables[module]).map(([title, field]) => [foldName(title), field]));
}
