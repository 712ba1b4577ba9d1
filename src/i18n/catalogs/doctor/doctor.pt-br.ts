import { pluralOf } from '../../plural.ts'
import type { DoctorTexts } from './doctor.ts'

const plural = pluralOf('pt-BR')

export const doctorPtBr: DoctorTexts = {
  findings: {
    program: { what: ({ program, node, system }) => `chatp2p ${program}, Node ${node}, ${system}` },
    'terminal-fine': {
      what: ({ term, columns, rows }) => `a tela cheia cabe aqui: ${term}, ${columns}×${rows}`,
    },
    'terminal-none': {
      what: () => 'a saída não vai para um terminal',
      advice: () =>
        'Inicie “chatp2p peer” num terminal para a tela cheia; com --plain ele escreve linhas.',
    },
    'terminal-dumb': {
      what: () => 'o terminal não move o cursor (TERM é dumb ou falta)',
      advice: () => 'Use --plain, ou ponha em TERM o que o terminal é, por exemplo xterm-256color.',
    },
    'terminal-small': {
      what: ({ columns, rows }) => `a janela só tem ${columns}×${rows} caracteres`,
      advice: () => 'Aumente-a (80×24 mostra tudo) ou use --plain.',
    },
    'terminal-not-utf8': {
      what: ({ locale }) => `o locale${locale === '' ? '' : ` ${locale}`} não é UTF-8`,
      advice: () =>
        'Ponha em LANG um que termine em UTF-8, por exemplo C.UTF-8, senão linhas e letras saem erradas.',
    },
    'folder-writable': {
      what: ({ path, freeMib }) => `${path} aceita arquivos, ${freeMib} MiB livres`,
    },
    'folder-nearly-full': {
      what: ({ path, freeMib }) => `só restam ${freeMib} MiB para ${path}`,
      advice: () => 'Libere espaço, ou escolha outro lugar com --data.',
    },
    'folder-refused': {
      what: ({ path, why }) => `${path} não aceita arquivos (${why})`,
      advice: () => 'Dê a si mesmo o direito de escrever ali, ou escolha outro lugar com --data.',
    },
    interfaces: { what: ({ list }) => `esta máquina está numa rede: ${list}` },
    'interfaces-none': {
      what: () => 'esta máquina não está em rede nenhuma',
      advice: () =>
        'Ligue um cabo ou entre numa rede sem fio. Conversas só nesta máquina funcionam mesmo assim.',
    },
    'multicast-heard': { what: ({ interfaces }) => `o multicast funciona em ${interfaces}` },
    'multicast-silent': {
      what: () => 'o multicast não funciona, e assim trackers não são achados sozinhos',
      advice: () => 'Libere a porta UDP 5353 no firewall, ou indique o tracker com --tracker-host.',
    },
    'trackers-found': {
      what: ({ count, list }) =>
        `${plural(Number(count), { one: '# tracker se anuncia', other: '# trackers se anunciam' })}: ${list}`,
    },
    'trackers-none': {
      what: () => 'nenhum tracker se anuncia nesta rede',
      advice: () =>
        'Inicie um com “chatp2p tracker”. Redes de visitantes costumam separar as máquinas: então indique o endereço com --tracker-host.',
    },
    'tracker-not-named': {
      what: () => 'não há tracker para examinar',
      advice: () => 'Indique um com --tracker-host.',
    },
    'name-resolved': { what: ({ host, addresses }) => `${host} é ${addresses}` },
    'name-unknown': {
      what: ({ host }) => `ninguém conhece uma máquina chamada ${host}`,
      advice: () => 'Dê o endereço IP em vez do nome; o tracker o mostra quando inicia.',
    },
    'port-free': { what: ({ port }) => `um par pode escutar aqui (tentada a porta ${port})` },
    'port-used': {
      what: ({ port }) => `a porta ${port} está em uso por outro programa`,
      advice: () => 'Escolha outra com --listen-port, ou 0 para qualquer uma livre.',
    },
    'tracker-answers': {
      what: ({ address, words }) => `o tracker em ${address} responde; a chave dele se lê ${words}`,
    },
    'tracker-is-another': {
      what: ({ address, words }) =>
        `outro tracker que não o da última vez responde em ${address}: ${words}`,
      advice: () => 'Compare estas palavras com as da tela dele. Se diferem, alguém está no meio.',
    },
    'tracker-silent': {
      what: ({ address }) => `ninguém responde em ${address}`,
      advice: () =>
        'Veja se o tracker está rodando, se o endereço está certo e se o firewall dele deixa entrar nesta porta TCP.',
    },
    'tracker-strange': {
      what: ({ address, code }) =>
        `algo responde em ${address}, mas não é um tracker que este programa entenda (${code})`,
      advice: () => 'Veja se a porta é a do tracker e se os dois rodam a mesma versão.',
    },
    'clock-right': { what: ({ seconds }) => `este relógio e o do tracker diferem em ${seconds} s` },
    'clock-off': {
      what: ({ seconds }) => `este relógio e o do tracker diferem em ${seconds} s`,
      advice: () => 'Acerte o relógio que estiver errado: os horários das mensagens enganariam.',
    },
    'inbound-open': {
      what: ({ host, port }) =>
        `os outros alcançam esta máquina (tentado em ${host}, porta ${port})`,
    },
    'inbound-closed': {
      what: ({ host, port }) =>
        `os outros não alcançam esta máquina (tentado em ${host}, porta ${port})`,
      advice: () =>
        'Fixe uma porta com --listen-port e libere-a no firewall. Até lá mensagens e arquivos passam pelo tracker.',
    },
    'peer-open': {
      what: ({ address }) => `esta máquina e ${address} se alcançam, nos dois sentidos`,
    },
    'peer-one-way': {
      what: ({ address, host, port }) =>
        `esta máquina alcança ${address}, mas não o contrário (tentado em ${host}, porta ${port})`,
      advice: () => 'Libere a porta desta máquina no firewall dela.',
    },
    'peer-silent': {
      what: ({ address }) => `esta máquina não alcança ${address}`,
      advice: () =>
        'Rode “chatp2p doctor --wait” lá, e libere a porta no firewall daquela máquina.',
    },
  },
  healthy: 'Nada atrapalha.',
  troubled: (count) => plural(count, { one: '# coisa atrapalha.', other: '# coisas atrapalham.' }),
  waiting: (address) => `Esperando. Na outra máquina rode: chatp2p doctor --peer ${address}`,
}
