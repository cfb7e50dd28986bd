import { describeUsage } from '../../../nodes/shared/n8n/step/hints';
import { usesItem } from '../../../nodes/shared/n8n/form/usesItem';

describe('whether the parameters of a step use the item', () => {
	it.each([
		['plain values', { limit: 50, all: false, text: 'no $json here', nothing: '' }],
		['time', { options: { since: '={{ $now.minus({ days: 1 }).toISO() }}', until: '={{ $today }}' } }],
		['variables and the workflow', { text: '={{ $vars.module + $workflow.name + $execution.id }}' }],
		['no name at all', { limit: '={{ 40 + 2 }}' }],
	])('not: %s', (_, parameters) => {
		expect(usesItem(parameters)).toBe(false);
	});

	it.each([
		['a key of the item', { text: '={{ $json.Email }}' }],
		['a key deep inside', { conditions: { condition: [{ field: 'City', value: '={{ $json.city }}' }] } }],
		['a locator', { module: { __rl: true, mode: 'name', value: '={{ $json.module }}' } }],
		['another step', { text: "={{ $('Companies').item.json.name }}" }],
		['the number of the item', { text: '={{ $itemIndex }}' }],
		['what a model gives', { text: "={{ $fromAI('word') }}" }],
		['time beside the item', { text: '={{ $now.toISO() + $json.zone }}' }],
		['something that is not known', { text: '={{ $someday }}' }],
	])('yes: %s', (_, parameters) => {
		expect(usesItem(parameters)).toBe(true);
	});
});

describe('what a step says it has used', () => {
	it.each([
		[{ calls: 1, credits: 1, creditsRemaining: null }, null],
		[{ calls: 0, credits: 0, creditsRemaining: null }, null],
		[{ calls: 49, credits: 49, creditsRemaining: null }, null],
		[{ calls: 5, credits: 50, creditsRemaining: null }, 'Used about 50 Zoho API credits'],
		[
			{ calls: 3, credits: 503, creditsRemaining: 40 },
			'Used about 503 Zoho API credits. 40 are left for the current 24 hours',
		],
	])('%p is %p', (usage, text) => {
		expect(describeUsage(usage)).toBe(text);
	});
});
