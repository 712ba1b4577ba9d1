import { pluralOf } from '../../plural.ts'
import type { DeliveryTexts } from './delivery.ts'

const plural = pluralOf('pt-BR')

const messages = (count: number): string =>
  plural(count, { one: '# mensagem', other: '# mensagens' })

export const deliveryPtBr: DeliveryTexts = {
  gap: (missing) => `faltam ${messages(missing)}; quem as tem não está aqui`,
  gapFetching: (missing) => `faltam ${messages(missing)}, buscando`,
  mailboxFull: (time) =>
    `caixa cheia (QUOTA): suas mensagens esperam aqui, nova tentativa às ${time}`,
  forked: (names) =>
    names.length === 1
      ? `${names[0]}: dois históricos`
      : plural(names.length, { other: '# com dois históricos' }),
  ticksTitle: 'Sinais ao lado das suas mensagens',
  ticks: [
    ['…', 'no seu disco, a caminho'],
    ['✓', 'guardada: o tracker a mantém, lacrada, para quem está fora'],
    ['✓2/4', 'entregue: no disco de dois dos quatro'],
    ['✓✓', 'entregue a todos'],
    ['✓✓ lida', 'lida por todos (/receipts off não conta o que você leu)'],
  ],
  details: {
    title: 'Até onde chegou',
    keys: '↑↓ outra mensagem sua · Esc fecha',
    none: 'Não há nada seu à vista aqui.',
    sentAt: 'escrita',
    tracker: 'tracker',
    stored: 'guardada',
    notStored: 'desnecessário, ou ainda não',
    nobody: 'Não havia ninguém para receber.',
    counts: (delivered, read, recipients) =>
      `entregue a ${delivered} de ${recipients} · lida por ${read}`,
    states: { waiting: 'a caminho', delivered: 'entregue', read: 'lida' },
  },
  leaving: {
    busy: 'Suas últimas palavras estão a caminho. Ctrl-C duas vezes: sair já.',
    waiting: (count) =>
      plural(count, {
        one: '# mensagem ainda não chegou a todos; ela sai no próximo início.',
        other: '# mensagens ainda não chegaram a todos; elas saem no próximo início.',
      }),
  },
  receipts: {
    on: 'Os outros veem o que você leu. /receipts off encerra isso.',
    off: 'Ninguém mais fica sabendo o que você lê. /receipts on volta a contar.',
  },
}
