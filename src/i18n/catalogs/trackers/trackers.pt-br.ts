import type { TrackersTexts } from './trackers.ts'

export const trackersPtBr: TrackersTexts = {
  title: 'Qual tracker?',
  keys: '↑↓ escolher · Enter usar · Esc voltar · Ctrl-C sair',
  looking: 'Procurando trackers nesta rede…',
  nothingFound: [
    'Nenhum tracker se anuncia aqui. Uma pessoa o inicia, para todos da rede:',
    '  chatp2p tracker',
    'Ou inicie um aqui, ou digite o endereço de um. “chatp2p doctor” descobre o que atrapalha.',
  ],
  address: 'Endereço',
  known: 'conhecido',
  announced: 'novo',
  keySays: (words) => `A chave dele diz ser ${words}`,
  hostHere: 'Iniciar um tracker neste computador',
  hosting: (address) => `Um tracker roda neste programa, em ${address}, até você sair.`,
  addressWrong: 'Digite um endereço como host ou host:porta.',
  noneChosen: 'nenhum escolhido ainda · Ctrl-T escolhe',
}
