import type { Answer, Area, Call } from '../contract';
import { ok, missingParameter, pageAnswer, type Shape } from '../server/answers';
import { readEntries, readPage } from '../server/reading';
import { route } from '../server/route';
import type { EmulatorState } from '../state';
import type { Channel } from './channels';
import type { Notifications } from './notifications';
import { type ChannelOrder, OPERATIONS, readChannelId, readOrder, WatchError } from './rules';

const WATCH = '/crm/v8/actions/watch';
const URL_OF_VERSION_2 = 'https://www.zohoapis.com/crm/v2/';

/** `/actions/watch`. Source: notifications 1, 2 and 4. */
export function notificationArea(state: EmulatorState, notifications: Notifications): Area {
	const scope = (operation: string): string => `ZohoCRM.notifications.${operation}`;
	return {
		routes: [
			route(`GET ${WATCH}`, 'Get Notification Details, v8', scope('READ'), (call) => list(state, notifications, call)),
			route(`POST ${WATCH}`, 'Enable Notifications, v8', scope('CREATE'), (call) =>
				answerEach(state, call, 201, ['notify_url'], (order) => enable(state, notifications, call, order)),
			),
			route(`PUT ${WATCH}`, 'Update Notification Details, v8', scope('UPDATE'), (call) =>
				answerEach(state, call, 200, ['notify_url'], (order) => {
					const channel = find(notifications, call, order.id);
					return describeMade(state, notifications.channels.replace(channel, order), UPDATED);
				}),
			),
			route(`PATCH ${WATCH}`, 'Update Notification Information, v8', scope('UPDATE'), (call) =>
				answerEach(state, call, 200, state.switches.patchNeedsUrl ? ['notify_url'] : [], (order) =>
					change(state, notifications, call, order),
				),
			),
			route(`DELETE ${WATCH}`, 'Disable Notifications, v8', scope('DELETE'), (call) =>
				disable(state, notifications, call),
			),
		],
		reset: () => notifications.reset(),
		tick: () => notifications.settle(),
		settle: () => notifications.settle(),
		isBusy: () => notifications.isBusy(),
	};
}

const UPDATED = 'Successfully updated the subscribe details';

function enable(state: EmulatorState, { channels }: Notifications, call: Call, order: ChannelOrder): Shape {
	const message = 'Successfully subscribed for actions-watch of the given module';
	return describeMade(state, channels.make(call.userId, order), message);
}

function change(state: EmulatorState, notifications: Notifications, call: Call, order: ChannelOrder): Shape {
	const channel = find(notifications, call, order.id);
	if (!order.deletesEvents) return describeMade(state, notifications.channels.change(channel, order), UPDATED);
	notifications.channels.removeEvents(channel, order.events ?? new Map());
	const events = [...(order.events ?? [])].map(([module]) => placeOf(state, channel, module));
	return success({ events }, 'Successfully removed the subscribe details');
}

/** Answers every entry of `watch` for itself: 207 where some failed, 400 where all did. */
function answerEach(
	state: EmulatorState,
	call: Call,
	status: number,
	mandatory: readonly string[],
	handle: (order: ChannelOrder) => Shape,
): Answer {
	const entries = readEntries(state, call, 'watch', state.switches.channelsPerCall);
	const watch = entries.map((entry, index) => {
		try {
			return handle(readOrder(state, entry, `$.watch[${index}]`, mandatory));
		} catch (error) {
			if (error instanceof WatchError) return { ...error.refusal, status: 'error' };
			throw error;
		}
	});
	const failed = watch.filter((entry) => entry.status === 'error');
	const isUnknown = failed.length === watch.length && failed.every((entry) => 'code' in entry && entry.code === GONE);
	const refused = isUnknown ? state.switches.notSubscribedStatus : 400;
	return { status: failed.length === 0 ? status : failed.length < watch.length ? 207 : refused, body: { watch } };
}

const GONE = 'NOT_SUBSCRIBED';

/** @throws WatchError */
function find({ channels }: Notifications, call: Call, id: string): Channel {
	const channel = channels.get(call.userId, id);
	if (channel) return channel;
	const message = 'Not subscribed for actions-watch of the given channel';
	throw new WatchError({ code: GONE, message, details: {} });
}

const success = (details: Shape, message: string): Shape => ({ code: 'SUCCESS', details, message, status: 'success' });

const placeOf = (state: EmulatorState, { id }: Channel, module: string): Shape => ({
	resource_uri: `${URL_OF_VERSION_2}${module}`,
	resource_id: state.schema.module(module)?.id ?? null,
	resource_name: module,
	channel_id: id,
});

function describeMade(state: EmulatorState, channel: Channel, message: string): Shape {
	const events = [...channel.events.keys()].map((module) => ({
		channel_expiry: state.timeText(channel.expiryMs),
		...placeOf(state, channel, module),
	}));
	return success({ events }, message);
}

/** The caller's own channels, one row for each module of a channel. @throws Refusal */
function list(state: EmulatorState, { channels }: Notifications, call: Call): Answer {
	const { channel_id: id, module: wanted } = call.query;
	const rows = channels
		.all()
		.filter((channel) => channel.userId === call.userId && (id === undefined || channel.id === id))
		.flatMap((channel) => [...channel.events].map(([module, operations]) => ({ channel, module, operations })))
		.filter(({ module }) => wanted === undefined || module === wanted);
	return pageAnswer(
		'watch',
		rows,
		({ channel, module, operations }) => ({
			notify_on_related_action: channel.notifiesRelated,
			channel_expiry: state.timeText(channel.expiryMs),
			return_affected_field_values: channel.returnsValues,
			notify_url: channel.notifyUrl,
			fields: null,
			notification_condition: channel.conditionBody,
			events: OPERATIONS.filter((operation) => operations.has(operation)).map((name) => `${module}.${name}`),
			token: channel.token,
			...placeOf(state, channel, module),
		}),
		readPage(call),
	);
}

/** @throws Refusal */
function disable(state: EmulatorState, notifications: Notifications, call: Call): Answer {
	const ids = (call.query.channel_ids ?? '').split(',').filter((id) => id !== '');
	if (ids.length === 0) throw missingParameter('channel_ids');
	const watch = ids.flatMap((text, index): readonly Shape[] => {
		try {
			const channel = find(notifications, call, readChannelId(text, `$.channel_ids[${index}]`));
			notifications.channels.end(channel);
			return [...channel.events.keys()].map((module) => {
				const { resource_uri, resource_id, channel_id } = placeOf(state, channel, module);
				const details = { resource_uri, resource_id, channel_id };
				return success(details, 'Successfully un-subscribed from actions-watch');
			});
		} catch (error) {
			if (error instanceof WatchError) return [{ ...error.refusal, status: 'error' }];
			throw error;
		}
	});
	const failed = watch.filter((entry) => entry.status === 'error').length;
	if (failed === 0) return ok({ watch });
	return { status: failed < watch.length ? 207 : state.switches.notSubscribedStatus, body: { watch } };
}
