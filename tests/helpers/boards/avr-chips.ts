/** The two AVR chips of the emulated boards, by their datasheets: memory, vectors, where peripherals are. */
import {
  type ADCConfig,
  type ADCMuxConfiguration,
  ADCMuxInputType,
  type AVRExternalInterrupt,
  type AVRPortConfig,
  type AVRTimerConfig,
  adcConfig,
  INT0,
  PCINT0,
  PCINT2,
  portAConfig,
  portBConfig,
  portCConfig,
  portDConfig,
  portEConfig,
  portFConfig,
  portGConfig,
  portHConfig,
  portJConfig,
  portKConfig,
  portLConfig,
  spiConfig,
  timer0Config,
  timer1Config,
  timer2Config,
  watchdogConfig,
} from 'avr8js';

export interface UsartConfig {
  readonly UCSRA: number;
  readonly UCSRB: number;
  readonly UCSRC: number;
  readonly UBRRL: number;
  readonly UBRRH: number;
  readonly UDR: number;
  /** Vectors, as addresses of words. */
  readonly rxCompleteInterrupt: number;
  readonly dataRegisterEmptyInterrupt: number;
  readonly txCompleteInterrupt: number;
}

export interface AvrChip {
  readonly name: string;
  readonly flashBytes: number;
  readonly pageBytes: number;
  /** Data memory after the 0x100 bytes that every AVR has for registers: further registers, then RAM. */
  readonly sramBytes: number;
  readonly ramStart: number;
  /** Where the largest boot section begins: only code from here on may write flash. */
  readonly bootSectionStart: number;
  readonly usart: UsartConfig;
  readonly timers: readonly AVRTimerConfig[];
  readonly ports: Readonly<Record<string, AVRPortConfig>>;
  readonly spi: typeof spiConfig;
  readonly adc: ADCConfig;
  readonly watchdog: typeof watchdogConfig;
}

const usart0 = { UCSRA: 0xc0, UCSRB: 0xc1, UCSRC: 0xc2, UBRRL: 0xc4, UBRRH: 0xc5, UDR: 0xc6 };

export const atmega328p: AvrChip = {
  name: 'ATmega328P',
  flashBytes: 0x8000,
  pageBytes: 128,
  sramBytes: 0x800,
  ramStart: 0x100,
  bootSectionStart: 0x7000,
  usart: {
    ...usart0,
    rxCompleteInterrupt: 0x24,
    dataRegisterEmptyInterrupt: 0x26,
    txCompleteInterrupt: 0x28,
  },
  timers: [timer0Config, timer1Config, timer2Config],
  ports: { B: portBConfig, C: portCConfig, D: portDConfig },
  spi: spiConfig,
  adc: adcConfig,
  watchdog: watchdogConfig,
};

/** The datasheet numbers vectors from 1; each takes two words. */
const vector = (number: number): number => (number - 1) * 2;

function timer(
  base: AVRTimerConfig,
  interrupts: { capture: number; compA: number; compB: number; compC: number; overflow: number },
  pins: readonly [port: AVRPortConfig, pin: number][],
  registers: Partial<AVRTimerConfig> = {},
): AVRTimerConfig {
  const [a, b, c] = pins;
  return {
    ...base,
    captureInterrupt: vector(interrupts.capture),
    compAInterrupt: vector(interrupts.compA),
    compBInterrupt: vector(interrupts.compB),
    compCInterrupt: vector(interrupts.compC),
    ovfInterrupt: vector(interrupts.overflow),
    compPortA: a?.[0].PORT ?? 0,
    compPinA: a?.[1] ?? 0,
    compPortB: b?.[0].PORT ?? 0,
    compPinB: b?.[1] ?? 0,
    compPortC: c?.[0].PORT ?? 0,
    compPinC: c?.[1] ?? 0,
    ...registers,
  };
}

/** Timers 3, 4 and 5 are timer 1 at other addresses. */
function timer16(
  first: number,
  { TIFR, TIMSK, vectors }: { TIFR: number; TIMSK: number; vectors: number },
  pins: readonly [port: AVRPortConfig, pin: number][],
): AVRTimerConfig {
  const interrupts = {
    capture: vectors,
    compA: vectors + 1,
    compB: vectors + 2,
    compC: vectors + 3,
    overflow: vectors + 4,
  };
  return timer(timer1Config, interrupts, pins, {
    TIFR,
    TIMSK,
    TCCRA: first,
    TCCRB: first + 1,
    TCCRC: first + 2,
    TCNT: first + 4,
    ICR: first + 6,
    OCRA: first + 8,
    OCRB: first + 10,
    OCRC: first + 12,
    OCFC: 8,
    OCIEC: 8,
    externalClockPort: 0,
  });
}

function externalInterrupt(index: number): AVRExternalInterrupt {
  return {
    ...INT0,
    EICR: index < 4 ? 0x69 : 0x6a,
    iscOffset: (index % 4) * 2,
    index,
    interrupt: vector(2 + index),
  };
}

function adcChannels(): ADCMuxConfiguration {
  const channels: ADCMuxConfiguration = {
    30: { type: ADCMuxInputType.Constant, voltage: 1.1 },
    31: { type: ADCMuxInputType.Constant, voltage: 0 },
  };
  for (let channel = 0; channel < 16; channel++) {
    // Channels 8 to 15 are chosen by MUX5.
    const mux = channel < 8 ? channel : 0x20 + channel - 8;
    channels[mux] = { type: ADCMuxInputType.SingleEnded, channel };
  }
  return channels;
}

const none = 0;

export const atmega2560: AvrChip = {
  name: 'ATmega2560',
  flashBytes: 0x40000,
  pageBytes: 256,
  sramBytes: 0x2100,
  ramStart: 0x200,
  bootSectionStart: 0x3e000,
  usart: {
    ...usart0,
    rxCompleteInterrupt: vector(26),
    dataRegisterEmptyInterrupt: vector(27),
    txCompleteInterrupt: vector(28),
  },
  timers: [
    timer(
      timer0Config,
      { capture: 1, compA: 22, compB: 23, compC: 1, overflow: 24 },
      [
        [portBConfig, 7],
        [portGConfig, 5],
      ],
      { externalClockPort: none },
    ),
    timer16(0x80, { TIFR: 0x36, TIMSK: 0x6f, vectors: 17 }, [
      [portBConfig, 5],
      [portBConfig, 6],
      [portBConfig, 7],
    ]),
    timer(timer2Config, { capture: 1, compA: 14, compB: 15, compC: 1, overflow: 16 }, [
      [portBConfig, 4],
      [portHConfig, 6],
    ]),
    timer16(0x90, { TIFR: 0x38, TIMSK: 0x71, vectors: 32 }, [
      [portEConfig, 3],
      [portEConfig, 4],
      [portEConfig, 5],
    ]),
    timer16(0xa0, { TIFR: 0x39, TIMSK: 0x72, vectors: 42 }, [
      [portHConfig, 3],
      [portHConfig, 4],
      [portHConfig, 5],
    ]),
    timer16(0x120, { TIFR: 0x3a, TIMSK: 0x73, vectors: 47 }, [
      [portLConfig, 3],
      [portLConfig, 4],
      [portLConfig, 5],
    ]),
  ],
  ports: {
    A: portAConfig,
    B: { ...portBConfig, pinChange: { ...PCINT0, pinChangeInterrupt: vector(10) } },
    C: {
      PIN: portCConfig.PIN,
      DDR: portCConfig.DDR,
      PORT: portCConfig.PORT,
      externalInterrupts: [],
    },
    D: {
      PIN: portDConfig.PIN,
      DDR: portDConfig.DDR,
      PORT: portDConfig.PORT,
      externalInterrupts: [0, 1, 2, 3].map(externalInterrupt),
    },
    E: {
      ...portEConfig,
      externalInterrupts: [null, null, null, null, ...[4, 5, 6, 7].map(externalInterrupt)],
    },
    F: portFConfig,
    G: portGConfig,
    H: portHConfig,
    J: portJConfig,
    K: { ...portKConfig, pinChange: { ...PCINT2, pinChangeInterrupt: vector(12) } },
    L: portLConfig,
  },
  spi: { ...spiConfig, spiInterrupt: vector(25) },
  adc: {
    ...adcConfig,
    adcInterrupt: vector(30),
    numChannels: 16,
    muxInputMask: 0x3f,
    muxChannels: adcChannels(),
  },
  watchdog: { ...watchdogConfig, watchdogInterrupt: vector(13) },
};
