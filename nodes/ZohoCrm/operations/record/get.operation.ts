import type { IDataObject } from 'n8n-workflow';
import { operation } from '../../../shared/n8n/operation';
import { UsageError } from '../../../shared/zoho/errors';
import { moduleScope } from '../../../shared/zoho/scopes';
import { recordLocator, type RecordTarget } from './target';

/** Record > Get, for one module. Source: Zoho CRM API v8, Get Records (read 2026-11-21). */
export const getRecord = (target: RecordTarget) =>
	operation({
		option: {
			name: 'Get',
			value: 'get',
			action: `Get ${target.singular}`,
			description: `Retrieve one ${target.singular} with all its fields, subforms included`,
		},
		parameters: [recordLocator(target)],
		scopes: () => [moduleScope(target.module, 'READ')],
		async each({ zoho, read }): Promise<IDataObject> {
			const id = read.locator(target.idParameter);
			const record = await zoho.records.get(target.module, id);
			if (record !== null) return { ...record } as IDataObject;
			throw new UsageError(
				`No ${target.singular} has the ID ${id}`,
				'It may have been deleted or merged, or the user of the credential may not see it: check the ID',
				'NOT_FOUND',
			);
		},
	});
