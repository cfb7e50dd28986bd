import { nullOr, oneOf } from '../switch';

/** What is not sure about notifications, and what becomes of them on their way. */
export const notificationsSwitches = {
	/** Addresses to notify may be plain http and on this machine, for tests. Zoho wants https. notifications 1. */
	allowHttpNotifyUrl: false,
	/** The longest life of a channel. notifications 1: one week since v4, one day before. */
	channelLifeMs: 7 * 24 * 3_600_000,
	/** Every channel lives no longer than this; null = as asked for. notifications 2: one project says about two hours. */
	channelCapMs: nullOr<number>(),
	/** A second POST with the ID of a channel. notifications 1 (unverified). */
	repeatedChannel: oneOf('replace', 'merge'),
	/** `PATCH` must have `notify_url`. notifications 2: documentation against code in production. */
	patchNeedsUrl: false,
	/** Events of one channel. notifications 1 (unverified: OAS of 2026). */
	eventsPerChannel: 50,
	/** Channels of one call. notifications 1 (unverified: OAS of 2026). */
	channelsPerCall: 50,
	/** HTTP status of NOT_SUBSCRIBED for PUT, PATCH and DELETE. notifications 2: 400 for PATCH; the others unverified. */
	notSubscribedStatus: oneOf(400, 404),
	/** What a restored record is told as. notifications 3 (unverified). */
	restoredEvent: oneOf('update', 'insert', 'none'),
	/** What bulk write changes is told. notifications 3 (unverified). */
	notifiesBulkWrite: true,
	/** IDs in one notification; 1 = every record by itself. notifications 3: the maximum is unverified. */
	idsPerNotification: 100,
	/** Time from a change to its notification. notifications 3: not promised. */
	notificationDelayMs: 0,
	/** Share of notifications that never arrive, from 0 to 1. notifications 3: no retry is documented. */
	lostNotifications: 0,
	/** Share of notifications that arrives twice. notifications 3: nothing is promised. */
	doubledNotifications: 0,
	/** Time from the first arrival to the second, and by which one is held up that changes places with the next. */
	secondNotificationMs: 500,
	/** Share of notifications that is held up. notifications 3: nothing is promised. */
	lateNotifications: 0,
	/** Time by which these are held up. */
	lateNotificationMs: 60_000,
	/** Share of notifications that changes places with the next one. notifications 3: no order is promised. */
	swappedNotifications: 0,
	/** Where the chances of the shares above begin. */
	notificationSeed: 1,
	/** Time after which a receiver that does not answer is given up. notifications 3: not documented. */
	receiverTimeoutMs: 10_000,
};
