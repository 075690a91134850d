/** US dollars: `1.04` */
export const money = (dollars: number): string => dollars.toFixed(2);

/** `+1.04`, `−1.04` or `0.00` */
export const difference = (dollars: number): string => {
  const rounded = money(Math.abs(dollars));
  return rounded === "0.00" ? "0.00" : `${dollars > 0 ? "+" : "−"}${rounded}`;
};
