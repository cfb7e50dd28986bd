import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { askForChoices, byName } from '../../shared/n8n/form/choices';
import type { ZohoClient } from '../../shared/zoho/client';
import type { NamedReference } from '../../shared/zoho/call/shape';
import { readFormModule } from './formModule';

/** Modules that can have assignment rules. Source: Assignment Rules, v8 (read 2026-11-21). */
const WITH_ASSIGNMENT_RULES: ReadonlySet<string> = new Set(['Cases', 'Leads']);

async function readSettings<Entry>(
	context: ILoadOptionsFunctions,
	question: (zoho: ZohoClient, module: string) => Promise<readonly Entry[]>,
): Promise<readonly Entry[]> {
	const module = readFormModule(context);
	return module === null ? [] : await askForChoices(context, async (zoho) => await question(zoho, module));
}

const byId = ({ id, name }: NamedReference): INodePropertyOptions => ({ name, value: id });

/** Layouts of the module that are in use. */
export async function getLayouts(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const layouts = await readSettings(this, async (zoho, module) => await zoho.metadata.layouts(module));
	return layouts
		.filter(({ isActive }) => isActive)
		.map(byId)
		.sort(byName);
}

/** Tags of the module, by name: records are tagged by name. */
export async function getTags(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const tags = await readSettings(this, async (zoho, module) => await zoho.metadata.tags(module));
	return tags.map(({ name }) => ({ name, value: name })).sort(byName);
}

/** Assignment rules of the module; only leads and cases have some. */
export async function getAssignmentRules(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const rules = await readSettings(this, async (zoho, module) =>
		WITH_ASSIGNMENT_RULES.has(module) ? await zoho.metadata.assignmentRules(module) : [],
	);
	return rules.map(byId).sort(byName);
}
