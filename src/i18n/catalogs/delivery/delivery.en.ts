import { pluralOf } from '../../plural.ts'
import type { DeliveryTexts } from './delivery.ts'

const plural = pluralOf('en')

const messages = (count: number): string => plural(count, { one: '# message', other: '# messages' })

export const deliveryEn: DeliveryTexts = {
  gap: (missing) => `${messages(missing)} missing; nobody who has them is here`,
  gapFetching: (missing) => `${messages(missing)} missing, fetching`,
  mailboxFull: (time) => `mailbox full (QUOTA): your messages wait here, next try ${time}`,
  forked: (names) =>
    names.length === 1
      ? `${names[0]}: two histories`
      : plural(names.length, { other: '# with two histories' }),
  ticksTitle: 'Ticks behind your messages',
  ticks: [
    ['…', 'on your disk, on its way'],
    ['✓', 'stored: the tracker keeps it, sealed, for who is away'],
    ['✓2/4', 'delivered: on the disks of two of four'],
    ['✓✓', 'delivered to everybody'],
    ['✓✓ read', 'read by everybody (/receipts off keeps it to yourself what you read)'],
  ],
  details: {
    title: 'How far it got',
    keys: '↑↓ another of your messages · Esc close',
    none: 'You have written nothing here that is in sight.',
    sentAt: 'written',
    tracker: 'tracker',
    stored: 'stored',
    notStored: 'not needed, or not there yet',
    nobody: 'Nobody was there to get it.',
    counts: (delivered, read, recipients) =>
      `delivered to ${delivered} of ${recipients} · read by ${read}`,
    states: { waiting: 'on its way', delivered: 'delivered', read: 'read' },
  },
  leaving: {
    busy: 'Your last words are on their way. Ctrl-C twice: leave at once.',
    waiting: (count) =>
      plural(count, {
        one: '# message is not with everybody yet; it will go out at the next start.',
        other: '# messages are not with everybody yet; they will go out at the next start.',
      }),
  },
  receipts: {
    on: 'Others see what you have read. /receipts off ends that.',
    off: 'Nobody is told any more what you read. /receipts on tells it again.',
  },
}
