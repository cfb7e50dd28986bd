import type { ImportRequest } from '../../../shared/import/request';
import type { FileForm } from '../../../shared/import/csv/source';
import type { ParameterReader } from '../../../shared/n8n/form/parameters';
import { toValueSettings } from '../../../shared/n8n/form/valueOptions';
import { moduleScope, SCOPES } from '../../../shared/zoho/call/scopes';
import { importOptions } from './importOptionList';
import { findBy, importFile, importMode, importModule, inputSource, output, route, wait } from './importOptions';
import { emptyValues, importOperation } from './writeParameters';

/** Which rows leave the node: all, all on two outputs, or their sum. */
export type OutputForm = 'all' | 'apart' | 'summary';

/** A second file, with child rows. */
export interface ChildFileChoice {
	readonly binaryField: string;
	/** API name of the subform or multi-select lookup. */
	readonly field: string;
	readonly childColumn: string;
	readonly mainColumn: string;
}

/** Which file is imported. */
export interface FileChoice {
	readonly binaryField: string;
	readonly form: FileForm;
	readonly children: ChildFileChoice | null;
}

/** What an import needs to know besides the form, some of it from Zoho CRM. */
type Resolved = 'importId' | 'run' | 'layoutFields' | 'callbackUrl';

/** How the form of an import was filled in. Plain JSON, so that a sleeping import can keep it. */
export interface ImportWishes {
	/** null if the input items are the rows. */
	readonly file: FileChoice | null;
	readonly output: OutputForm;
	/** The import itself, as far as the form says it. */
	readonly request: Omit<ImportRequest, Resolved>;
}

/**
 * Reads the form of an import, for the first item.
 * @param timeZone IANA zone of the workflow
 * @param now milliseconds
 * @throws UsageError naming the option that cannot be read
 */
export function readWishes(from: ParameterReader, timeZone: string, now: number): ImportWishes {
	const options = importOptions.read(from.collection('options'));
	const isFile = inputSource.read(from) === 'file';
	const form = readOutput(from, isFile);
	return {
		file: isFile
			? {
					binaryField: importFile.read(from),
					form: {
						encoding: filled(options.encoding) ?? 'UTF-8',
						columns: options.fileColumns,
						preset: options.filePreset,
						shortRows: options.shortRows,
						skipLines: options.skipLines,
					},
					children: options.childFile,
				}
			: null,
		output: form,
		request: {
			module: importModule.read(from),
			operation: importOperation.read(from),
			findBy: filled(findBy.read(from)),
			ignoreEmpty: emptyValues.read(from) === 'keep',
			ignoreUnknownColumns: options.ignoreUnknownColumns,
			rowKeyField: filled(options.rowIdentifierField),
			layoutId: filled(options.layout),
			lookUps: options.lookUps,
			defaults: options.defaults,
			route: route.read(from),
			runsAutomations: options.automations === 'run',
			wait: wait.read(from),
			jobsAtOnce: options.jobsAtOnce,
			requestsAtOnce: options.requestsAtOnce,
			maxRowsPerKey: options.maxRowsPerKey,
			waitSeconds: options.waitSeconds,
			maxCredits: options.maxCredits,
			isDryRun: importMode.read(from) === 'check' || options.dryRun,
			keepsAllAnswers: form !== 'summary',
			cells: {
				...toValueSettings(options, filled(options.timeZone) ?? timeZone, now),
				newPickListValues: options.newPickListValues,
			},
		},
	};
}

const filled = (text: string): string | null => (text === '' ? null : text);

function readOutput(from: ParameterReader, isFile: boolean): OutputForm {
	const chosen = output.read(from);
	if (chosen === 'summary' || (isFile && chosen === 'auto')) return 'summary';
	return countOutputs(from) === 2 ? 'apart' : 'all';
}

/** How many outputs the node has: while it sleeps for a callback, n8n can only pair one. */
export function countOutputs(from: ParameterReader): number {
	return from.value(output.form.name) === 'apart' && from.value(wait.form.name) !== 'callback' ? 2 : 1;
}

/** Scopes of an import; the records API and bulk jobs need the same one of the module. */
export function importScopes(from: ParameterReader): string[] {
	const { layout } = importOptions.read(from.collection('options'));
	const bulk = [SCOPES.organization.read, SCOPES.files.all, SCOPES.bulk.create, SCOPES.bulk.read];
	return [
		SCOPES.fields.read,
		...(layout === '' ? [] : [SCOPES.layouts.read]),
		...(route.read(from) === 'records' ? [] : bulk),
		moduleScope(importModule.read(from), importOperation.read(from) === 'update' ? 'UPDATE' : 'CREATE'),
	];
}
