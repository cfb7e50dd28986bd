import { sleep, type ILoadOptionsFunctions, type INodePropertyOptions } from 'n8n-workflow';
import { toNodeError } from '../../shared/n8n/errors';
import { createZohoClient } from '../../shared/n8n/transport';
import type { ZohoClient } from '../../shared/zoho/client';

/** Modules that bulk write leaves out. Source: Bulk Write, limitations (read 2026-11-21). */
const NOT_IMPORTABLE: ReadonlySet<string> = new Set(['Attachments', 'Calls', 'Events', 'Notes']);

async function ask<Answer>(context: ILoadOptionsFunctions, question: (zoho: ZohoClient) => Promise<Answer>): Promise<Answer> {
	try {
		return await question(await createZohoClient(context, { sleep, now: () => Date.now() }));
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

const byName = (a: INodePropertyOptions, b: INodePropertyOptions): number => a.name.localeCompare(b.name);

/** Modules that records can be imported into. */
export async function getModules(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const modules = await ask(this, async (zoho) => await zoho.metadata.modules());
	return modules
		.filter((module) => module.isApiSupported && module.isCreatable && !NOT_IMPORTABLE.has(module.apiName))
		.filter((module) => module.generatedType === 'default' || module.generatedType === 'custom')
		.map(({ pluralLabel, apiName }) => ({ name: pluralLabel, value: apiName }))
		.sort(byName);
}

/** Fields by which a bulk write job can find records: the record id, unique and external ones, and e-mail addresses. */
export async function getFindByFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const module = this.getCurrentNodeParameter('module');
	const fields = typeof module === 'string' && module !== '' ? await ask(this, async (zoho) => await zoho.metadata.fields(module)) : [];
	const suitable = fields.filter((field) => field.unique !== null || field.external || field.dataType === 'email');
	const options = suitable.map(({ label, apiName }) => ({ name: label, value: apiName })).sort(byName);
	return [{ name: 'None (Insert Only)', value: '' }, { name: 'Record ID', value: 'id' }, ...options];
}
