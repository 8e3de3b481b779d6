/** What the generator makes of the cases, as far as the component sources here use it. */

declare module 'Rte_SWC1' {
  import type { Std_ReturnType } from 'vfb/rte';
  export interface Rte_SWC1 {
    Rte_Feedback_PPort_time(): Std_ReturnType;
    Rte_Write_PPort_time(data: number): Std_ReturnType;
  }
}

declare module 'Rte_SWC2' {
  import type { Out, Std_ReturnType } from 'vfb/rte';
  export interface Rte_SWC2 {
    Rte_IsUpdated_RPort_time(): boolean;
    Rte_Read_RPort_time(data: Out<number>): Std_ReturnType;
  }
}
