import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../childProcess';
import { toText } from '../json';
import type { Execution, N8nRest } from '../n8nRest';
import { byTestId, type Locator, type Page } from '../page';

const MINUTE_MS = 60_000;
/** How long something that may be on the screen is waited for. */
const GLANCE_MS = 2_500;
/** How long a list is waited for until it is opened again. */
const LIST_PATIENCE_MS = 8_000;

/** What a job took a person. */
export interface Effort {
	readonly clicks: number;
	/** Texts that were typed, each counted once however long. */
	readonly entries: number;
	/** Runs that did not do what the person wanted. */
	readonly failedRuns: number;
}

/** What came of a run: what the person reads where it failed; '' if it did not. */
export interface RunOutcome {
	readonly complaint: string;
	/** Null if n8n did not start at all. */
	readonly execution: Execution | null;
}

/** A person at n8n's editor, whose clicks and texts are counted. Knows what the form says, and no more. */
export class Person {
	private clicks = 0;
	private entries = 0;
	private failedRuns = 0;

	constructor(
		readonly page: Page,
		private readonly url: string,
		private readonly rest: N8nRest,
	) {}

	effort(): Effort {
		return { clicks: this.clicks, entries: this.entries, failedRuns: this.failedRuns };
	}

	async click(target: Locator): Promise<void> {
		this.clicks += 1;
		await target.click();
	}

	async enter(target: Locator, text: string): Promise<void> {
		this.entries += 1;
		await target.fill(text);
	}

	/** A run that ended green and did not do what was wanted. */
	noteFailure(): void {
		this.failedRuns += 1;
	}

	/** Opens a workflow without nodes, or one in which rows or a file arrive already. */
	async openCanvas(workflowId = 'new'): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${workflowId}`);
		const start =
			workflowId === 'new'
				? byTestId('canvas-plus-button')
				: `${byTestId('canvas-handle-plus-wrapper')} >> visible=true`;
		await this.page.locator(start).first().waitFor();
	}

	/** Opens the form of a new credential from the list of credentials. @param type its type as the list shows it */
	async openCredential(type: string): Promise<void> {
		await this.page.goto(`${this.url}/home/credentials/create`);
		await this.click(this.page.locator(byTestId('new-credential-type-select')));
		await this.enter(this.page.locator(`${byTestId('new-credential-type-select')} input`), type);
		await this.click(
			this.page
				.locator(`${byTestId('new-credential-type-select-option')}:visible`)
				.filter({ hasText: type })
				.first(),
		);
		await this.click(this.page.locator(byTestId('new-credential-type-button')));
		await this.page.locator(byTestId('credential-edit-dialog')).waitFor();
	}

	/** Waits until one of several things is on the screen. @returns which */
	async seesOneOf(selectors: readonly string[]): Promise<number> {
		return await waitFor(`one of ${selectors.join(', ')}`, MINUTE_MS, async () => {
			for (const [index, selector] of selectors.entries())
				if (await this.page.locator(`${selector} >> visible=true`).first().isVisible()) return index;
			return undefined;
		});
	}

	/** Adds a node, by its name in the panel and that of the action. @param actions what the action is called, now or before */
	async addNode(node: string, actions: readonly string[]): Promise<void> {
		const empty = this.page.locator(byTestId('canvas-plus-button'));
		await this.click(
			(await empty.count()) > 0
				? empty.first()
				: this.page.locator(`${byTestId('canvas-handle-plus')} >> visible=true`).first(),
		);
		await this.enter(this.page.locator(byTestId('node-creator-search-bar')), 'zoho crm');
		await this.click(this.page.locator(byTestId('node-creator-item-name')).filter({ hasText: node }).first());
		const offered = actions.map((action) => `${byTestId('node-creator')} :text-is(${JSON.stringify(action)})`);
		const closed = `${byTestId('node-creator')} ${byTestId('node-creator-category-item')}:has-text("Actions (")`;
		// While a workflow has no trigger, n8n keeps the actions of a node with triggers of its own closed.
		if ((await this.seesOneOf([...offered, closed])) === offered.length && !(await this.sees(offered.join(', '))))
			await this.click(this.page.locator(closed).first());
		const index = await this.seesOneOf(offered);
		await this.click(this.page.locator(offered[index]).first());
		await this.page.locator(byTestId('parameter-input-operation')).waitFor();
	}

	/** Whether something is on the screen, or comes a moment later. */
	async sees(selector: string): Promise<boolean> {
		return await this.page
			.locator(`${selector} >> visible=true`)
			.first()
			.waitFor({ state: 'visible', timeout: GLANCE_MS })
			.then(
				() => true,
				() => false,
			);
	}

	/** The part of the form in which a value is put. */
	field(name: string): Locator {
		return this.page.locator(`${byTestId('ndv')} ${byTestId(`parameter-input-${name}`)}`).first();
	}

	/** Puts a value into a field of any kind: text, list, switch, code. */
	async put(name: string, value: string): Promise<void> {
		const field = this.field(name);
		await field.scrollIntoViewIfNeeded();
		if ((await field.locator('.cm-content').count()) > 0) return await this.enterCode(field, value);
		if (value.startsWith('=')) {
			// What begins so becomes an expression while it is typed.
			await field.locator('input').first().fill(value);
			await field.locator('.cm-content').waitFor();
			return await this.enterCode(field, value);
		}
		const isDate = (await field.locator('.el-date-editor').count()) > 0;
		const isList = !isDate && (await field.locator('.el-select, [role="combobox"], .select-input').count()) > 0;
		if (isList) return await this.choose(name, value);
		const input = field.locator('input, textarea').first();
		await this.enter(input, isDate ? `${value} 00:00:00` : value);
		await input.press(isDate ? 'Enter' : 'Tab');
		await input.blur();
	}

	/** An expression, or JSON. The editor takes it over a moment later. */
	private async enterCode(field: Locator, value: string): Promise<void> {
		const code = field.locator('.cm-content');
		await this.enter(code, value.replace(/^=/, ''));
		await code.blur();
		await sleep(500);
	}

	/** Takes an entry of a list. @param label the whole name of the entry */
	async choose(name: string, label: string): Promise<void> {
		const entry = this.page.locator(`[role="option"]:visible:has(:text-is(${JSON.stringify(label)}))`).first();
		await this.click(this.field(name));
		// A list that n8n loads at this moment closes: it is opened again, which is no fault of the form.
		this.clicks += 1;
		await waitFor(`the list of ${name} offers ${label}`, MINUTE_MS, async () => {
			const isTaken = await entry.click({ timeout: LIST_PATIENCE_MS }).then(
				() => true,
				() => undefined,
			);
			if (isTaken === undefined) await this.field(name).click();
			return isTaken;
		});
	}

	/** Opens the list of a resource locator, and takes an entry. @param entry a part of its name */
	async pick(name: string, entry: string): Promise<void> {
		const box = this.page.locator(`${byTestId(`resource-locator-${name}`)} ${byTestId('rlc-input')}`).first();
		const listed = this.page
			.locator(`${byTestId('rlc-item')}:visible`)
			.filter({ hasText: entry })
			.first();
		await this.click(box);
		// A list that n8n asks for while it changes the credential never comes: it is opened again, which is no fault of the form.
		await waitFor(`the list of ${name} offers ${entry}`, MINUTE_MS, async () => {
			const isThere = await listed.waitFor({ state: 'visible', timeout: LIST_PATIENCE_MS }).then(
				() => true,
				() => undefined,
			);
			if (isThere === undefined) {
				await box.press('Escape').catch(() => undefined);
				await box.click({ timeout: LIST_PATIENCE_MS }).catch(() => undefined);
			}
			return isThere;
		});
		await this.click(listed);
	}

	/** Adds an option of a list of options. */
	async addOption(label: string): Promise<void> {
		await this.click(this.page.locator(`${byTestId('ndv')} ${byTestId('collection-parameter-add')}`).first());
		const entry = this.page
			.locator(`[role="option"]:visible, [role="menuitem"]:visible`)
			.filter({ hasText: new RegExp(`^\\s*(.*: )?${label}\\s*$`) })
			.first();
		await entry.scrollIntoViewIfNeeded();
		await this.click(entry);
	}

	/** Presses the switch of a field that is yes or no. */
	async toggle(name: string): Promise<void> {
		await this.click(this.field(name).locator('.el-switch__core'));
	}

	/** Presses Execute Step, and waits until n8n has told what came of it. A run that fails is counted. */
	async run(): Promise<RunOutcome> {
		const before = new Set(await this.listExecutions());
		await this.click(this.page.locator(`${byTestId('ndv')} ${byTestId('node-execute-button')}`).first());
		const notice = this.page.locator('.el-notification:visible').first();
		let refused = '';
		const outcome = await waitFor('the run has ended', 2 * MINUTE_MS, async (): Promise<RunOutcome | undefined> => {
			const begun = (await this.listExecutions()).find((id) => !before.has(id));
			if (begun !== undefined) {
				const execution = await this.rest.end(begun, 2 * MINUTE_MS);
				const { error } = execution;
				return { execution, complaint: error === null ? '' : `${error.message}\n${error.description ?? ''}` };
			}
			// What n8n says at once is about a run that did not begin, unless one has begun a moment later.
			if (refused !== '') return { execution: null, complaint: refused };
			const text = (await notice.isVisible()) ? await notice.innerText().catch(() => '') : '';
			if (text === '' || text.includes('success')) return undefined;
			refused = text;
			await sleep(GLANCE_MS);
			return undefined;
		});
		if (outcome.complaint !== '') this.failedRuns += 1;
		await this.closeNotices();
		return outcome;
	}

	/** n8n's own messages over the form go away by themselves; nobody waits for that. */
	private async closeNotices(): Promise<void> {
		await this.page
			.locator('.el-notification__closeBtn:visible')
			.first()
			.waitFor({ state: 'visible', timeout: 700 })
			.catch(() => undefined);
		for (const button of await this.page.locator('.el-notification__closeBtn:visible').all())
			await button.click({ timeout: 1_000 }).catch(() => undefined);
	}

	private async listExecutions(): Promise<readonly string[]> {
		const answer = await this.rest.call('GET', '/executions?limit=20');
		const { results } = answer as { results: readonly { id: unknown }[] };
		return results.map(({ id }) => toText(id));
	}
}
