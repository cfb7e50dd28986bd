import type { INodeProperties } from 'n8n-workflow';
import { operation } from '../../../shared/n8n/step/operation';
import { importParameters } from './importForm';
import { countOutputs, importScopes } from './importRequest';
import { runImport, wakeImport } from './runImport';

const parameters: readonly INodeProperties[] = [
	{
		displayName: 'Import ID, Job IDs or Log Lines',
		name: 'jobs',
		type: 'string',
		typeOptions: { rows: 4 },
		required: true,
		default: '',
		placeholder: 'e.g. n8n17xmhk2c9qz or 4150868000004912001, 4150868000004912007',
		description:
			'What is known of the import: its ID, where an active workflow ran it; the IDs of all its jobs, from its answers; or, after a crash, the lines that it wrote to the log of n8n, pasted as they are. Rows that were never sent are sent.',
	},
	...importParameters(),
];

/** Bulk Write > Resume Import: collects what an import has sent, and sends what it has not. */
export const resumeImport = operation({
	option: {
		name: 'Resume Import',
		value: 'resumeImport',
		action: 'Resume import',
		description:
			'Take up an import that was stopped: give it the same rows and its jobs; jobs that have ended are collected, and only rows that no job has are sent',
	},
	parameters,
	scopes: importScopes,
	outputs: countOutputs,
	takesUpEarlierRun: true,
	together: async (context) => await runImport(context, parameters, context.readAt(0).string('jobs')),
	wake: wakeImport,
});
