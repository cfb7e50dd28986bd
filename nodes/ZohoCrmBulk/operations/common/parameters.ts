import { count, flag, listed, parameter, text, type Parameter } from '../../../shared/n8n/form/options';

/** The module of a job. @param description what it is to the operation */
export function moduleParameter(description: string): Parameter<string> {
	const loads = { method: 'getModules' };
	const more = { required: true, default: 'Leads' };
	return parameter('module', listed('Module Name or ID', description, loads, more));
}

/** A field of the module. @param description what it is to the operation */
export function fieldParameter(
	name: string,
	displayName: string,
	description: string,
	method: string,
): Parameter<string> {
	const loads = { method, dependsOn: ['module'] };
	return parameter(name, listed(displayName, description, loads));
}

/** The ID of a job. */
export const jobId = parameter(
	'jobId',
	text('Job ID', 'The ID of a bulk job, as Create Job and Import return it', {
		required: true,
		placeholder: 'e.g. 4150868000004912001',
	}),
);

/** Whether to wait for the end of a job. */
export const waitUntilEnded = parameter(
	'waitUntilEnded',
	flag(
		'Wait Until Finished',
		'Whether to poll until the job has finished, at increasing intervals. Each poll costs 1 API credit.',
	),
);

/** How long to wait for the end of a job. */
export const waitSeconds = parameter(
	'waitSeconds',
	count('Wait at Most (Seconds)', 600, 'How long to wait. A job that is still running then is returned as it is.', {
		displayOptions: { show: { waitUntilEnded: [true] } },
	}),
);

/** The field of an input item that contains a file. */
export const inputFile = parameter(
	'binaryField',
	text('Input Binary Field', 'Where to find the file in the input item', {
		required: true,
		default: 'data',
		hint: 'The name of the input binary field that contains the file',
	}),
);

/** The field of an output item that a file is put into. */
export const outputFile = parameter(
	'binaryField',
	text('Put Output File in Field', 'Where to put the file in the output item', {
		required: true,
		default: 'data',
		hint: 'The name of the output binary field to put the file in',
	}),
);
