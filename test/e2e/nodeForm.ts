import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from './childProcess';
import { byTestId, type Locator, type Page } from './page';

const root = path.resolve(__dirname, '..', '..');

/** How long a list is waited for: until it is opened again, and altogether. */
const LIST_PATIENCE_MS = 5_000;
const PATIENCE_MS = 60_000;
/** How long the editor may take to read the fields of a form once more. */
const COMPARED_AFTER_MS = 2_000;

/** Rows of a table by the titles of its columns, as n8n shows them. */
export type ShownRow = Readonly<Record<string, string>>;

/** The opened form of a step, with its input and output beside it, as a person sees it. */
export class NodeForm {
	constructor(
		private readonly page: Page,
		private readonly form: Locator,
	) {}

	/** Takes an entry of a list. One that n8n loads anew closes meanwhile: it is opened again, as a person does. @param label the whole name of the entry */
	async choose(name: string, label: string): Promise<void> {
		const entry = this.page.locator(`[role="option"]:visible:has(${exactly(label)})`).first();
		await waitFor(`the list of ${name} offers ${label}`, PATIENCE_MS, async () => {
			await this.field(name).click();
			return await entry.click({ timeout: LIST_PATIENCE_MS }).then(
				() => true,
				() => undefined,
			);
		});
	}

	/** Types into a text field or a date field. */
	async type(name: string, text: string): Promise<void> {
		const input = this.field(name).locator('input').first();
		await input.fill(text);
		await input.press('Enter');
		await input.blur();
	}

	/** Types into a field that takes JSON. */
	async typeCode(name: string, text: string): Promise<void> {
		const code = this.field(name).locator('.cm-content');
		await code.fill(text);
		await code.blur();
	}

	/** Presses the switch of a field that is yes or no. */
	async toggle(name: string): Promise<void> {
		await this.field(name).locator('.el-switch__core').click();
	}

	/** What a field shows; of a switch `true` or `false`. */
	async read(name: string): Promise<string> {
		const field = this.field(name);
		await field.waitFor();
		if ((await field.locator('.cm-content').count()) > 0) return await field.locator('.cm-content').innerText();
		if ((await field.locator('input[role="switch"]').count()) > 0)
			return String(await field.locator('input[role="switch"]').getAttribute('aria-checked'));
		return await field.locator('input').first().inputValue();
	}

	/** What several fields show, by name. */
	async readAll(names: readonly string[]): Promise<Readonly<Record<string, string>>> {
		const shown: Record<string, string> = {};
		for (const name of names) shown[name] = await this.read(name);
		return shown;
	}

	/** Waits until a parameter or field is there. */
	async waitForField(name: string): Promise<void> {
		await this.field(name).waitFor();
	}

	/** Waits until a parameter or field is gone. */
	async waitForNoField(name: string): Promise<void> {
		await this.field(name).waitFor({ state: 'hidden' });
	}

	/** Waits until a resource locator is gone. */
	async waitForNoLocator(name: string): Promise<void> {
		await this.locatorOf(name).waitFor({ state: 'hidden' });
	}

	/** API names of the fields that the mapper has, in order. */
	async mappedFields(): Promise<readonly string[]> {
		const mapper = this.form.locator(byTestId('mapping-fields-container'));
		await mapper.locator(byTestId('add-fields-select')).waitFor();
		// A required field has no button to remove it.
		const start = 'parameter-input-';
		const inputs = await mapper.locator(`[data-test-id^="${start}"]`).all();
		const ids = await Promise.all(inputs.map(async (input) => String(await input.getAttribute('data-test-id'))));
		return [...new Set(ids.map((id) => id.slice(start.length)))].filter((name) => name !== 'field');
	}

	/** Whether the mapper says that its fields are not those of the account any more. It compares them when it is shown. */
	async warnsOfStaleFields(): Promise<boolean> {
		await delay(COMPARED_AFTER_MS);
		return (await this.form.locator('[class*="staleDataWarning"]').count()) > 0;
	}

	/** What the mapper says in place of fields. */
	async readNotice(): Promise<string> {
		const notice = this.form.locator(byTestId('empty-fields-notice'));
		await notice.waitFor();
		return (await notice.innerText()).trim();
	}

	/** Adds a field to the mapper. @param label as the menu shows it @returns every field that the menu offered, in order */
	async addField(label: string): Promise<readonly string[]> {
		await this.form
			.locator(`${byTestId('add-fields-select')} button`)
			.first()
			.click();
		const menu = this.page.locator('[role="menu"]:visible').first();
		const entries = menu.locator('[role="menuitem"]');
		await entries.first().waitFor();
		const offered = await entries.allInnerTexts();
		await menu
			.locator(`[role="menuitem"]:has(${exactly(label)})`)
			.first()
			.click();
		await menu.waitFor({ state: 'hidden' });
		return offered;
	}

	/** Adds an option to the collection Options. @param label as the menu shows it */
	async addOption(label: string): Promise<void> {
		await this.form.locator(byTestId('collection-parameter-add')).first().click();
		await this.page
			.locator(`${byTestId('collection-parameter-option')}:visible:has(${exactly(label)})`)
			.first()
			.click();
	}

	/** Presses a button that adds an entry to a list, such as a condition. */
	async addEntry(label: string): Promise<void> {
		await this.form
			.locator(`button:has-text(${JSON.stringify(label)})`)
			.first()
			.click();
	}

	/** Waits until fields show what they are expected to: lists load their choices first. */
	async waitForValues(expected: Readonly<Record<string, string>>): Promise<void> {
		for (const [name, value] of Object.entries(expected))
			await waitFor(`${name} shows ${value}`, PATIENCE_MS, async () =>
				(await this.read(name)) === value ? true : undefined,
			);
	}

	/** How many fields are marked in red. */
	async countIssues(): Promise<number> {
		return await this.form.locator(byTestId('parameter-issues')).count();
	}

	/** Types a word into the list of a resource locator, and waits for an entry. @returns every entry that is listed then */
	async searchList(name: string, word: string, entry: string): Promise<readonly string[]> {
		await this.locatorOf(name).locator(byTestId('rlc-input')).click();
		await this.page.locator(`${byTestId('rlc-search')}:visible`).fill(word);
		const entries = this.page.locator(`${byTestId('rlc-item')}:visible`);
		await entries.filter({ hasText: entry }).first().waitFor();
		// What was listed before the search is replaced a moment later.
		await entries
			.filter({ hasText: new RegExp(`^(?!.*${word})`, 'i') })
			.first()
			.waitFor({ state: 'hidden' });
		return (await entries.allInnerTexts()).map((text) => text.trim());
	}

	/** Takes an entry of the list that a search left open. */
	async takeListed(entry: string): Promise<void> {
		await this.page
			.locator(`${byTestId('rlc-item')}:visible`)
			.filter({ hasText: entry })
			.first()
			.click();
		await this.page.locator(`${byTestId('rlc-search')}:visible`).waitFor({ state: 'hidden' });
	}

	/** What a resource locator shows as chosen. */
	async readLocator(name: string): Promise<string> {
		return await this.locatorOf(name)
			.locator(`input${byTestId('rlc-input')}, ${byTestId('rlc-input')} input`)
			.first()
			.inputValue();
	}

	/** Presses Execute Step, and waits until the output shows a table with a text. @returns the table's rows */
	async execute(text: string): Promise<readonly ShownRow[]> {
		await this.form.locator(byTestId('node-execute-button')).first().click();
		const table = this.output().locator('table');
		await table.locator('td').filter({ hasText: text }).first().waitFor();
		const titles = (await table.locator('th').allInnerTexts()).map((title) => title.trim());
		const rows: ShownRow[] = [];
		for (const row of await table.locator('tbody tr').all()) {
			const cells = await row.locator('td').allInnerTexts();
			rows.push(
				Object.fromEntries(
					titles.map((title, index) => [title, (cells[index] ?? '').trim()] as const).filter(([title]) => title !== ''),
				),
			);
		}
		return rows;
	}

	/** Runs the step, which fails. @returns what the notice over the editor and the output panel say, as text */
	async executeToFailure(): Promise<{ readonly notice: string; readonly panel: string }> {
		await this.form.locator(byTestId('node-execute-button')).first().click();
		const notice = this.page.locator('.el-notification:visible').first();
		await notice.waitFor();
		const panel = this.output().locator(byTestId('node-error-message'));
		await panel.first().waitFor();
		return { notice: await notice.innerText(), panel: await panel.first().innerText() };
	}

	/** How many elements the whole page has of a kind. */
	async countOnPage(selector: string): Promise<number> {
		return await this.page.locator(selector).count();
	}

	/** The hints above the output. */
	async readHints(): Promise<string> {
		const hints = this.output().locator(byTestId('run-data-hints'));
		await hints.waitFor();
		return await hints.innerText();
	}

	/**
	 * Saves what the browser shows as a picture, if the variable SCREENSHOTS names a folder of the project.
	 * @param shown name of a field that is scrolled to; null leaves the form as it is
	 */
	async picture(name: string, shown: string | null = null): Promise<void> {
		const { SCREENSHOTS: folder } = process.env;
		if (folder === undefined || folder === '') return;
		const toast = this.page.locator('.el-notification__closeBtn:visible');
		for (const button of await toast.all()) await button.click();
		await toast.first().waitFor({ state: 'hidden' });
		if (shown !== null) await this.field(shown).scrollIntoViewIfNeeded();
		await this.page.screenshot({ path: path.join(root, folder, `${name}.png`) });
	}

	private field(name: string): Locator {
		return this.form.locator(byTestId(`parameter-input-${name}`));
	}

	private locatorOf(name: string): Locator {
		return this.form.locator(byTestId(`resource-locator-${name}`));
	}

	private output(): Locator {
		return this.form.locator(byTestId('output-panel'));
	}
}

/** Selects the element that has a text and no more: Create is not Create or Update. */
const exactly = (text: string): string => `:text-is(${JSON.stringify(text)})`;
