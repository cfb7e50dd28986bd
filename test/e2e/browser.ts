import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from './childProcess';
import { OWNER } from './n8nRest';
import { NodeForm } from './nodeForm';
import { byTestId, type Locator, type Page } from './page';

/** Long enough for the editor's first page on a busy machine with two cores. */
const PATIENCE_MS = 60_000;

/** How often in a row nothing must be under way, 200 ms apart. */
const QUIET_LOOKS = 4;

const USUAL_PLACES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Pixels. */
interface Viewport {
	readonly width: number;
	readonly height: number;
}

interface Browser {
	newPage(options: { readonly viewport: Viewport }): Promise<Page>;
	close(): Promise<void>;
}

interface BrowserLauncher {
	launch(options: { readonly executablePath: string; readonly args: readonly string[] }): Promise<Browser>;
}

/** Path of a Chromium or Chrome on this machine: that of CHROMIUM_PATH, or one in the usual places. */
export function findChromium(): string | undefined {
	const { CHROMIUM_PATH: chosen } = process.env;
	return chosen === undefined || chosen === '' ? USUAL_PLACES.find((place) => existsSync(place)) : chosen;
}

/** An editor that stays open from one test to the next. */
export interface OpenEditor {
	/** Does something in the editor. @param name of the picture that is left in `.cache` when it does not succeed */
	act(name: string, action: (editor: Editor) => Promise<void>): Promise<void>;
	close(): Promise<void>;
}

/** Opens n8n's editor in a browser of its own. Sign in first. */
export async function openEditor(url: string, chromiumPath: string, viewport: Viewport): Promise<OpenEditor> {
	const { chromium }: { chromium: BrowserLauncher } = require('playwright-core');
	const browser = await chromium.launch({
		executablePath: chromiumPath,
		args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
	});
	const page = await browser.newPage({ viewport });
	page.setDefaultTimeout(PATIENCE_MS);
	const editor = new Editor(url, page);
	return {
		async act(name, action) {
			try {
				await action(editor);
			} catch (error) {
				throw new Error(await takePicture(page, name), { cause: error });
			}
		},
		close: async () => await browser.close(),
	};
}

/**
 * Opens n8n's editor in a browser of its own, signed in as the owner, and closes it when the action has ended.
 * @param name of the picture that is left in `.cache` when the action does not succeed
 */
export async function withEditor(
	url: string,
	chromiumPath: string,
	name: string,
	action: (editor: Editor) => Promise<void>,
): Promise<void> {
	const { act, close } = await openEditor(url, chromiumPath, { width: 1400, height: 1200 });
	try {
		await act(name, async (editor) => {
			await editor.signIn();
			await action(editor);
		});
	} finally {
		await close();
	}
}

/** @returns where the picture is, for a message */
async function takePicture(page: Page, name: string): Promise<string> {
	const picture = path.resolve(__dirname, '..', '..', '.cache', `${name}.png`);
	mkdirSync(path.dirname(picture), { recursive: true });
	return await page.screenshot({ path: picture }).then(
		() => `What the browser showed at that moment: ${picture}`,
		() => 'The browser could show nothing any more',
	);
}

/** n8n's editor as a person sees it. */
export class Editor {
	/** Lists and fields that the editor has asked n8n for and does not have yet. */
	private readonly pending = new Set<object>();

	constructor(
		private readonly url: string,
		readonly page: Page,
	) {
		page.on('request', (request) => {
			if (request.url().includes('/rest/dynamic-node-parameters/')) this.pending.add(request);
		});
		for (const event of ['requestfinished', 'requestfailed'] as const)
			page.on(event, (request) => this.pending.delete(request));
	}

	async signIn(): Promise<void> {
		await this.page.goto(`${this.url}/signin`);
		await this.page.locator('input[name="emailOrLdapLoginId"]').fill(OWNER.email);
		await this.page.locator('input[type="password"]').fill(OWNER.password);
		await this.page.locator(byTestId('form-submit-button')).click();
		await this.page.waitForURL(/\/home\//);
	}

	/** Opens a workflow on the canvas, and the form of one of its steps. @param name of the step */
	async openNode(workflowId: string, name: string): Promise<NodeForm> {
		await this.page.goto(`${this.url}/workflow/${workflowId}`);
		await this.page.locator(byTestId('canvas-node')).filter({ hasText: name }).first().dblclick();
		const form = this.page.locator(byTestId('ndv'));
		await form.locator(byTestId('parameter-input-operation')).waitFor();
		return new NodeForm(this.page, form);
	}

	/**
	 * Opens a workflow, and the form of each of the nodes in turn, as a person does who looks around. What n8n changes by that is
	 * saved by itself a moment later.
	 */
	async lookAround(workflowId: string, names: readonly string[]): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${workflowId}`);
		for (const name of names) {
			await this.page
				.locator(`[data-node-name=${JSON.stringify(name)}]`)
				.first()
				.dblclick();
			const form = this.page.locator(byTestId('ndv'));
			// A trigger has modules in place of operations.
			const first = `${byTestId('parameter-input-operation')}, ${byTestId('parameter-input-modules')}`;
			await form.locator(first).first().waitFor();
			await this.waitForLists();
			await form.locator(byTestId('ndv-close-button')).click();
			await form.waitFor({ state: 'hidden' });
		}
	}

	/** Waits until n8n has had all lists and fields of a form for a moment. */
	private async waitForLists(): Promise<void> {
		let quiet = 0;
		await waitFor('the lists of the form are there', PATIENCE_MS, async () => {
			quiet = this.pending.size === 0 ? quiet + 1 : 0;
			return quiet > QUIET_LOOKS ? true : undefined;
		});
	}

	/** Makes a new workflow with a trigger by hand, and looks at the actions of a node. */
	async findActions(workflowId: string, node: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${workflowId}`);
		await this.page.locator(byTestId('canvas-handle-plus')).first().click();
		await this.page.locator(byTestId('node-creator-search-bar')).first().fill(node);
		await this.page.locator(byTestId('item-iterator-item')).filter({ hasText: node }).first().waitFor();
		await this.page.locator(byTestId('node-creator-search-bar')).first().press('Enter');
	}

	/** Adds a node by one of its actions, which are shown. @returns its form, which n8n opens */
	async takeAction(action: string): Promise<NodeForm> {
		await this.page
			.locator(byTestId('item-iterator-item'))
			.locator(`:text-is(${JSON.stringify(action)})`)
			.first()
			.click();
		const form = this.page.locator(byTestId('ndv'));
		await form.locator(byTestId('parameter-input-operation')).waitFor();
		return new NodeForm(this.page, form);
	}

	/**
	 * Lets the editor know no credential until it is told to, as on a slow line.
	 * @returns holds the answers from then on back; what that returns lets them come
	 */
	async hideCredentials(): Promise<() => () => void> {
		const url = '**/rest/credentials/for-workflow*';
		let isHeld = false;
		let release = (): void => undefined;
		const released = new Promise<void>((resolve) => {
			release = resolve;
		});
		await this.page.route(url, async (route) => {
			if (!isHeld) return await route.fulfill({ json: { data: [] } });
			await released;
			await route.continue();
		});
		return () => {
			isHeld = true;
			return release;
		};
	}

	/** What the nodes of a workflow say on the canvas: name and subtitle. */
	async readCanvas(workflowId: string): Promise<readonly string[]> {
		await this.page.goto(`${this.url}/workflow/${workflowId}`);
		const nodes = this.page.locator(byTestId('canvas-node'));
		await nodes.first().waitFor();
		return await nodes.allInnerTexts();
	}

	/** Opens the form of a new credential. @param type its type as the list shows it */
	async newCredential(type: string): Promise<CredentialForm> {
		await this.page.goto(`${this.url}/home/credentials/create`);
		await this.page.locator(byTestId('new-credential-type-select')).click();
		await this.page.locator(`${byTestId('new-credential-type-select')} input`).fill(type);
		await this.page
			.locator(`${byTestId('new-credential-type-select-option')}:visible`)
			.filter({ hasText: type })
			.first()
			.click();
		await this.page.locator(byTestId('new-credential-type-button')).click();
		const form = this.page.locator(byTestId('credential-edit-dialog'));
		await form.waitFor();
		return new CredentialForm(this.page, form);
	}
}

/** The form of one credential. */
export class CredentialForm {
	constructor(
		private readonly page: Page,
		private readonly form: Locator,
	) {}

	/** Types values into fields. @param values by name of the field */
	async fill(values: Readonly<Record<string, string>>): Promise<void> {
		for (const [name, value] of Object.entries(values))
			await this.form.locator(`${byTestId(`parameter-input-${name}`)} input`).fill(value);
	}

	/** Takes an entry of a list. @param label as the list shows it */
	async choose(name: string, label: string): Promise<void> {
		await this.form.locator(byTestId(`parameter-input-${name}`)).click();
		await this.page.locator('[role="option"]:visible').filter({ hasText: label }).first().click();
	}

	/** Presses Connect, agrees on the page that opens, and waits until n8n says that the account is connected. */
	async connect(): Promise<void> {
		const [consent] = await Promise.all([
			this.page.waitForEvent('popup'),
			this.form.locator(byTestId('quick-connect-button')).click(),
		]);
		await consent.locator('button[value="accept"]').click();
		await this.form.locator(`${byTestId('oauth-connect-success-banner')}:visible`).waitFor();
	}

	/** Presses Save, after which n8n tests the credential. */
	async save(): Promise<void> {
		await this.page.locator(byTestId('credential-save-button')).click();
	}

	/** Opens what n8n says about a test that did not succeed, once it says so. */
	async showRefusal(): Promise<void> {
		await this.form.locator(':text("More details"):visible').click();
	}

	/** Waits until the form shows a text. */
	async waitForText(text: string): Promise<void> {
		await this.form
			.locator(`:text(${JSON.stringify(text)}):visible`)
			.first()
			.waitFor();
	}
}
