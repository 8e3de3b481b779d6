/** A name that differs from that of another type only in case: files could not tell them apart. */
import type { Rte_Components_COMPONENTS } from 'Rte_Components_COMPONENTS';

/** Once, at the start. */
export default function initialise(_self: Rte_Components_COMPONENTS): void {}
