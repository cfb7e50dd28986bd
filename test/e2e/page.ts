/** What is used of playwright-core. Its own types come with the real n8n, which the type check does without. */
export interface Locator {
	locator(selector: string): Locator;
	filter(options: { readonly hasText: string | RegExp }): Locator;
	first(): Locator;
	all(): Promise<Locator[]>;
	count(): Promise<number>;
	last(): Locator;
	isVisible(): Promise<boolean>;
	boundingBox(): Promise<{
		readonly x: number;
		readonly y: number;
		readonly width: number;
		readonly height: number;
	} | null>;
	click(options?: { readonly timeout: number }): Promise<void>;
	dblclick(): Promise<void>;
	fill(text: string): Promise<void>;
	press(key: string): Promise<void>;
	blur(): Promise<void>;
	scrollIntoViewIfNeeded(): Promise<void>;
	inputValue(): Promise<string>;
	innerText(): Promise<string>;
	allInnerTexts(): Promise<string[]>;
	getAttribute(name: string): Promise<string | null>;
	waitFor(options?: { readonly state: 'visible' | 'hidden' | 'attached'; readonly timeout?: number }): Promise<void>;
}

interface Request {
	url(): string;
}

/** A request that is held. */
export interface Route {
	continue(): Promise<void>;
	fulfill(answer: { readonly json: unknown }): Promise<void>;
}

export interface Page {
	goto(url: string): Promise<unknown>;
	locator(selector: string): Locator;
	route(url: string, answer: (route: Route) => Promise<void>): Promise<void>;
	waitForEvent(name: 'popup'): Promise<Page>;
	waitForURL(url: RegExp): Promise<void>;
	on(event: 'request' | 'requestfinished' | 'requestfailed', listener: (request: Request) => void): unknown;
	screenshot(options: { readonly path: string }): Promise<unknown>;
	setDefaultTimeout(timeoutMs: number): void;
}

/** Selects what n8n names for tests. */
export const byTestId = (id: string): string => `[data-test-id="${id}"]`;
