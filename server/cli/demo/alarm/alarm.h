#define AT_START(name) static void __attribute__((constructor)) name(void)

void alarmIsReady(void);
