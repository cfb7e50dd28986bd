import { readLog } from '../../../shared/import/importLog';
import type { TogetherContext } from '../../../shared/n8n/step/operation';
import { UsageError } from '../../../shared/zoho/call/errors';
import type { ImportWishes } from './importWishes';

/** How the line with the settings begins, among the lines that a workflow remembers of an import. */
const LINE = /^settings ([A-Za-z0-9+/=]+)$/m;

/** The settings of an import as a line that is kept with what was sent. */
export function describeSettings(wishes: ImportWishes): string {
	return `settings ${Buffer.from(JSON.stringify(wishes)).toString('base64')}`;
}

/**
 * The settings of an import that the workflow remembers. Its jobs are waited for, whatever the import did about them, and all
 * rows leave by one output.
 * @param known what the user knows of the import
 * @throws UsageError if the workflow does not remember them
 */
export function recallSettings(known: string, { recall }: Pick<TogetherContext, 'recall'>): ImportWishes {
	const { importId } = readLog(known);
	const [, settings] = LINE.exec(importId === null ? '' : (recall(importId) ?? '')) ?? [];
	if (settings === undefined)
		throw new UsageError(
			importId === null
				? 'The settings of an import are found by its ID only'
				: `This workflow has no settings of the import ${importId}`,
			'Set Settings to Set Below, and set everything as in the import. n8n keeps settings only for active workflows, and not for columns that are mapped by hand',
		);
	const { output, request, ...wishes } = JSON.parse(Buffer.from(settings, 'base64').toString()) as ImportWishes;
	return { ...wishes, output: output === 'apart' ? 'all' : output, request: { ...request, wait: 'poll' } };
}
