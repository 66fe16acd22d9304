package dev.ringside.adapter.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.ringside.adapter.fake.FakeMachine;
import dev.ringside.adapter.fake.FakeSymbols;
import dev.ringside.adapter.fake.TestClient;
import dev.ringside.engine.debug.EndReason;
import dev.ringside.engine.debug.StopReason;
import dev.ringside.engine.hypervisor.FaultRecord;
import dev.ringside.engine.state.VcpuState;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionTest {
    /// 7c00 mov ax,1234; 7c03 nop; 7c04 call 7c0a; 7c07 jmp 7c07; 7c09 nop; 7c0a nop; 7c0b ret
    private static final int[] CODE = {
        0xB8, 0x34, 0x12, 0x90, 0xE8, 3, 0, 0xEB, 0xFE, 0x90, 0x90, 0xC3
    };

    private static FakeSymbols symbols() {
        return new FakeSymbols()
                .row(3, 0x7C00, 0x7C02)
                .row(4, 0x7C03, 0x7C03)
                .row(5, 0x7C04, 0x7C06)
                .row(6, 0x7C07, 0x7C08)
                .row(9, 0x7C0A, 0x7C0A)
                .row(10, 0x7C0B, 0x7C0B)
                .function("start", 0x7C00, 9)
                .function("callee", 0x7C0A, 2);
    }

    private static TestClient launched() {
        return new TestClient(symbols(), CODE).launched();
    }

    private static long rip(TestClient client) {
        return Long.decode(client.frame().get("instructionPointerReference").getAsString());
    }

    private static void step(TestClient client, String command, String granularity) {
        client.body(command, "{\"threadId\":1,\"granularity\":\"%s\"}".formatted(granularity));
        assertEquals("step", client.event("stopped").get("reason").getAsString());
    }

    @Test
    void initializedFollowsTheLaunchAnswer() {
        try (TestClient client = new TestClient(symbols(), CODE)) {
            client.body("initialize", "{\"adapterID\":\"ringside\"}");
            int launch = client.send("launch", "{\"program\":\"/lab/boot.img\"}");
            client.event("initialized");
            List<JsonObject> log = client.log();
            int answer = -1;
            int event = -1;
            for (int i = 0; i < log.size(); i++) {
                JsonObject m = log.get(i);
                if (m.has("request_seq") && m.get("request_seq").getAsInt() == launch) {
                    answer = i;
                } else if (m.has("event") && m.get("event").getAsString().equals("initialized")) {
                    event = i;
                }
            }
            assertTrue(answer >= 0 && answer < event, log.toString());
        }
    }

    @Test
    void stoppedFollowsTheAnswerOfTheStep() {
        try (TestClient client = launched()) {
            for (int i = 0; i < 50; i++) {
                int before = client.log().size();
                int seq = client.send("stepIn", "{\"threadId\":1,\"granularity\":\"instruction\"}");
                client.event("stopped");
                JsonObject first = client.log().get(before);
                assertEquals(seq, first.get("request_seq").getAsInt(), first.toString());
            }
        }
    }

    @Test
    void stepsByLineAndInstruction() {
        try (TestClient client = launched()) {
            assertEquals(0x7C00, rip(client));
            step(client, "next", "line");
            assertEquals(0x7C03, rip(client));
            step(client, "next", "line");
            step(client, "next", "line");
            assertEquals(0x7C07, rip(client), "over the call");
            step(client, "next", "line");
            assertEquals(0x7C07, rip(client), "a jump to itself is one step");
        }
    }

    @Test
    void stepsIntoAndOutOfACall() {
        try (TestClient client = launched()) {
            step(client, "stepIn", "instruction");
            step(client, "stepIn", "instruction");
            step(client, "stepIn", "instruction");
            assertEquals(0x7C0A, rip(client));
            JsonArray frames =
                    client.body("stackTrace", "{\"threadId\":1}").getAsJsonArray("stackFrames");
            assertEquals("callee", frames.get(0).getAsJsonObject().get("name").getAsString());
            assertEquals("start+0x7", frames.get(1).getAsJsonObject().get("name").getAsString());
            assertEquals(5, frames.get(1).getAsJsonObject().get("line").getAsInt());
            assertEquals(2, frames.size());
            step(client, "stepOut", "instruction");
            assertEquals(0x7C07, rip(client));
        }
    }

    @Test
    void referencesDieAtResume() {
        try (TestClient client = launched()) {
            int frame = client.frame().get("id").getAsInt();
            int scope = TestClient.reference(client.scopes(), "Registers");
            step(client, "next", "instruction");
            String frameFailure = client.failure("scopes", "{\"frameId\":%d}".formatted(frame));
            assertTrue(frameFailure.contains("before the machine ran"), frameFailure);
            String variableFailure =
                    client.failure("variables", "{\"variablesReference\":%d}".formatted(scope));
            assertTrue(variableFailure.contains("before the machine ran"), variableFailure);
        }
    }

    @Test
    void registersAreShownInHexAndCanBeWritten() {
        try (TestClient client = launched()) {
            JsonArray general = client.registers("General");
            JsonObject rax = TestClient.find(general, "rax");
            assertEquals("0x0000000000000000", rax.get("value").getAsString());
            int scope = TestClient.reference(client.scopes(), "Registers");
            int group = TestClient.reference(client.variables(scope), "General");
            JsonObject set =
                    client.body(
                            "setVariable",
                            "{\"variablesReference\":%d,\"name\":\"rax\",\"value\":\"0x1234\"}"
                                    .formatted(group));
            assertEquals("0x0000000000001234", set.get("value").getAsString());
            assertEquals(0x1234, client.machine().registers().gpr[VcpuState.RAX]);
            int flags = TestClient.reference(client.variables(scope), "Flags");
            client.body(
                    "setVariable",
                    "{\"variablesReference\":%d,\"name\":\"zf\",\"value\":\"1\"}".formatted(flags));
            assertEquals(0x242, client.machine().registers().rflags);
            String refused =
                    client.failure(
                            "setVariable",
                            "{\"variablesReference\":%d,\"name\":\"zf\",\"value\":\"2\"}"
                                    .formatted(flags));
            assertTrue(refused.contains("1 bits"), refused);
        }
    }

    @Test
    void breakpointsByLineFunctionAndAddress() {
        try (TestClient client = launched()) {
            JsonObject set =
                    client.body(
                            "setBreakpoints",
                            "{\"source\":{\"path\":\"/lab/boot.asm\"},\"breakpoints\":[{\"line\":4},{\"line\":8}]}");
            JsonArray shown = set.getAsJsonArray("breakpoints");
            assertTrue(shown.get(0).getAsJsonObject().get("verified").getAsBoolean());
            assertEquals(9, shown.get(1).getAsJsonObject().get("line").getAsInt());
            client.body("continue", "{\"threadId\":1}");
            JsonObject stopped = client.event("stopped");
            assertEquals("breakpoint", stopped.get("reason").getAsString());
            assertEquals(
                    shown.get(0).getAsJsonObject().get("id").getAsInt(),
                    stopped.getAsJsonArray("hitBreakpointIds").get(0).getAsInt());
            client.body("setFunctionBreakpoints", "{\"breakpoints\":[{\"name\":\"callee\"}]}");
            client.body("continue", "{\"threadId\":1}");
            assertEquals(0x7C0A, rip(afterStop(client)));
            client.body(
                    "setInstructionBreakpoints",
                    "{\"breakpoints\":[{\"instructionReference\":\"0x7c00\",\"offset\":11}]}");
            client.body("continue", "{\"threadId\":1}");
            assertEquals(0x7C0B, rip(afterStop(client)));
        }
    }

    private static TestClient afterStop(TestClient client) {
        client.event("stopped");
        return client;
    }

    @Test
    void breakpointInUnknownFileNamesTheNearest() {
        try (TestClient client = launched()) {
            JsonObject shown =
                    client.body(
                                    "setBreakpoints",
                                    "{\"source\":{\"path\":\"/else/where.c\"},\"breakpoints\":[{\"line\":4}]}")
                            .getAsJsonArray("breakpoints")
                            .get(0)
                            .getAsJsonObject();
            assertFalse(shown.get("verified").getAsBoolean());
            assertEquals("pending", shown.get("reason").getAsString());
            assertTrue(shown.get("message").getAsString().contains("/lab/boot.asm"));
        }
    }

    @Test
    void singleEqualsInAConditionIsRefusedOnTheBreakpoint() {
        try (TestClient client = launched()) {
            JsonObject shown =
                    client.body(
                                    "setBreakpoints",
                                    "{\"source\":{\"path\":\"/lab/boot.asm\"},\"breakpoints\":[{\"line\":4,\"condition\":\"ax = 5\"}]}")
                            .getAsJsonArray("breakpoints")
                            .get(0)
                            .getAsJsonObject();
            assertFalse(shown.get("verified").getAsBoolean());
            assertTrue(shown.get("message").getAsString().contains("=="), shown.toString());
        }
    }

    @Test
    void logpointPrintsAndDoesNotStop() {
        try (TestClient client = launched()) {
            client.body(
                    "setBreakpoints",
                    "{\"source\":{\"path\":\"/lab/boot.asm\"},\"breakpoints\":[{\"line\":4,\"logMessage\":\"ax is {ax}\"},{\"line\":5}]}");
            client.body("continue", "{\"threadId\":1}");
            client.event("stopped");
            assertEquals(0x7C04, rip(client));
            assertTrue(client.log().toString().contains("ax is 0x1234"), client.log().toString());
        }
    }

    @Test
    void pauseStopsARunningMachine() {
        try (TestClient client = launched()) {
            client.body("continue", "{\"threadId\":1}");
            String refused = client.failure("stackTrace", "{\"threadId\":1}");
            assertTrue(refused.contains("pause it first"), refused);
            client.body("pause", "{\"threadId\":1}");
            assertEquals("pause", client.event("stopped").get("reason").getAsString());
        }
    }

    @Test
    void memoryHolesAreToldAsUnreadable() {
        try (TestClient client = launched()) {
            JsonObject read =
                    client.body("readMemory", "{\"memoryReference\":\"0x7ff0\",\"count\":4160}");
            assertEquals(16, Base64.getDecoder().decode(read.get("data").getAsString()).length);
            assertEquals(0x1000, read.get("unreadableBytes").getAsInt());
            JsonObject far =
                    client.body(
                            "readMemory",
                            "{\"memoryReference\":\"0x0\",\"offset\":4294967280,\"count\":16}");
            assertEquals("0xfffffff0", far.get("address").getAsString());
            assertEquals(16, far.get("unreadableBytes").getAsInt());
        }
    }

    @Test
    void memoryIsWrittenAndToldToTheViews() {
        try (TestClient client = new TestClient(symbols(), CODE)) {
            client.body("initialize", "{\"adapterID\":\"ringside\",\"supportsMemoryEvent\":true}");
            client.body("launch", "{\"program\":\"/lab/boot.img\"}");
            client.body("configurationDone", "{}");
            client.body("readMemory", "{\"memoryReference\":\"0x500\",\"count\":4}");
            JsonObject written =
                    client.body(
                            "writeMemory",
                            "{\"memoryReference\":\"0x500\",\"offset\":1,\"data\":\"%s\"}"
                                    .formatted(
                                            Base64.getEncoder()
                                                    .encodeToString(new byte[] {1, 2, 3})));
            assertEquals(3, written.get("bytesWritten").getAsInt());
            assertEquals(2, client.machine().memory()[0x502]);
            JsonObject event = client.event("memory");
            assertEquals("0x500", event.get("memoryReference").getAsString());
            String refused =
                    client.failure(
                            "writeMemory", "{\"memoryReference\":\"0x8000\",\"data\":\"AAAA\"}");
            assertTrue(refused.contains("no memory at 0x8000"), refused);
        }
    }

    @Test
    void disassemblyHasExactlyTheRowsAskedFor() {
        try (TestClient client = launched()) {
            JsonArray rows =
                    client.body(
                                    "disassemble",
                                    "{\"memoryReference\":\"0x7c04\",\"instructionOffset\":-200,\"instructionCount\":400}")
                            .getAsJsonArray("instructions");
            assertEquals(400, rows.size());
            assertEquals("0x7c04", rows.get(200).getAsJsonObject().get("address").getAsString());
            assertEquals(
                    "call 0x7c0a <callee>",
                    rows.get(200).getAsJsonObject().get("instruction").getAsString());
            assertEquals("0x7c03", rows.get(199).getAsJsonObject().get("address").getAsString());
            assertEquals("0x7c00", rows.get(198).getAsJsonObject().get("address").getAsString());
            assertEquals(5, rows.get(200).getAsJsonObject().get("line").getAsInt());
        }
    }

    @Test
    void disassemblyIsPaddedBelowZeroAndAboveTheTop() {
        try (TestClient client = launched()) {
            JsonArray low =
                    client.body(
                                    "disassemble",
                                    "{\"memoryReference\":\"0x2\",\"instructionOffset\":-10,\"instructionCount\":20}")
                            .getAsJsonArray("instructions");
            assertEquals(20, low.size());
            assertRising(low);
            assertEquals("-8", low.get(0).getAsJsonObject().get("address").getAsString());
            assertEquals("0x2", low.get(10).getAsJsonObject().get("address").getAsString());
            JsonArray high =
                    client.body(
                                    "disassemble",
                                    "{\"memoryReference\":\"0xfffffff8\",\"instructionOffset\":-4,\"instructionCount\":20}")
                            .getAsJsonArray("instructions");
            assertEquals(20, high.size());
            assertRising(high);
            String last = high.get(19).getAsJsonObject().get("address").getAsString();
            assertEquals("0x100000007", last);
            JsonArray beyond =
                    client.body(
                                    "disassemble",
                                    "{\"memoryReference\":\"-8\",\"instructionOffset\":-5,\"instructionCount\":30}")
                            .getAsJsonArray("instructions");
            assertRising(beyond);
            assertEquals("-8", beyond.get(5).getAsJsonObject().get("address").getAsString());
            assertEquals("0x0", beyond.get(13).getAsJsonObject().get("address").getAsString());
        }
    }

    private static void assertRising(JsonArray rows) {
        long before = Long.MIN_VALUE;
        for (var row : rows) {
            long address = Long.decode(row.getAsJsonObject().get("address").getAsString());
            assertTrue(address > before, rows.toString());
            before = address;
        }
    }

    @Test
    void gotoSetsTheInstructionPointer() {
        try (TestClient client = launched()) {
            JsonArray targets =
                    client.body(
                                    "gotoTargets",
                                    "{\"source\":{\"path\":\"/lab/boot.asm\"},\"line\":10}")
                            .getAsJsonArray("targets");
            int id = targets.get(0).getAsJsonObject().get("id").getAsInt();
            client.body("goto", "{\"threadId\":1,\"targetId\":%d}".formatted(id));
            assertEquals("goto", client.event("stopped").get("reason").getAsString());
            assertEquals(0x7C0B, rip(client));
        }
    }

    @Test
    void tripleFaultStopsWithTheWholeChain() {
        try (TestClient client = launched()) {
            client.body("continue", "{\"threadId\":1}");
            FakeMachine machine = client.machine();
            machine.pause();
            client.event("stopped");
            client.body("continue", "{\"threadId\":1}");
            VcpuState at = machine.registers().copy();
            machine.stop(
                    new StopReason.TripleFault(
                            List.of(
                                    new FaultRecord(14, 2, 0x1000, "PTE is not present", at),
                                    new FaultRecord(
                                            13, 0x72, 0, "IDT entry 14 is not present", at))));
            JsonObject stopped = client.event("stopped");
            assertEquals("exception", stopped.get("reason").getAsString());
            String text = stopped.get("text").getAsString();
            assertTrue(text.contains("#PF error 0x2 (write in supervisor mode"), text);
            assertTrue(text.contains("cr2 = 0x1000"), text);
            assertTrue(text.contains("IDT entry 14 (#PF)"), text);
            JsonObject info = client.body("exceptionInfo", "{\"threadId\":1}");
            assertEquals("triple fault", info.get("exceptionId").getAsString());
        }
    }

    @Test
    void exceptionFiltersTakeConditions() {
        try (TestClient client = launched()) {
            JsonArray shown =
                    client.body(
                                    "setExceptionBreakpoints",
                                    "{\"filters\":[\"UD\",\"XX\"],\"filterOptions\":[{\"filterId\":\"PF\",\"condition\":\"cr2 >= 0x1000\"}]}")
                            .getAsJsonArray("breakpoints");
            assertTrue(shown.get(0).getAsJsonObject().get("verified").getAsBoolean());
            assertFalse(shown.get(1).getAsJsonObject().get("verified").getAsBoolean());
            assertTrue(shown.get(2).getAsJsonObject().get("verified").getAsBoolean());
            assertEquals(2, client.machine().exceptionStops().size());
        }
    }

    @Test
    void guestExitIsTold() {
        try (TestClient client = launched()) {
            client.body("continue", "{\"threadId\":1}");
            client.machine().print("bye\n");
            client.machine().end(new EndReason.DebugExit(3));
            assertEquals(7, client.event("exited").get("exitCode").getAsInt());
            client.event("terminated");
            assertTrue(client.log().toString().contains("bye"), client.log().toString());
            String refused = client.failure("next", "{\"threadId\":1}");
            assertTrue(refused.contains("restart"), refused);
        }
    }

    @Test
    void restartKeepsBreakpoints() {
        try (TestClient client = launched()) {
            client.body(
                    "setBreakpoints",
                    "{\"source\":{\"path\":\"/lab/boot.asm\"},\"breakpoints\":[{\"line\":5}]}");
            FakeMachine first = client.machine();
            client.body("restart", "{}");
            client.event("stopped");
            assertTrue(first.closed());
            client.body("continue", "{\"threadId\":1}");
            client.event("stopped");
            assertEquals(0x7C04, rip(client));
        }
    }

    @Test
    void requestsInTheWrongStateAreAnswered() {
        try (TestClient client = new TestClient(symbols(), CODE)) {
            assertTrue(client.failure("threads", "{}").contains("initialize"));
            client.body("initialize", "{\"adapterID\":\"ringside\"}");
            assertTrue(client.failure("next", "{\"threadId\":1}").contains("launch"));
            assertTrue(client.failure("initialize", "{}").contains("already"));
            assertTrue(client.failure("launch", "{}").contains("program"));
            client.body("launch", "{\"program\":\"/lab/boot.img\"}");
            assertTrue(client.failure("launch", "{\"program\":\"x\"}").contains("already"));
            assertTrue(client.failure("next", "{\"threadId\":1}").contains("configurationDone"));
            client.body("configurationDone", "{}");
            assertTrue(client.failure("configurationDone", "{}").contains("already"));
            assertTrue(client.failure("next", "{\"threadId\":7}").contains("no thread 7"));
        }
    }

    @Test
    void launchAttributesAreChecked() {
        try (TestClient client = new TestClient(symbols(), CODE)) {
            client.body("initialize", "{\"adapterID\":\"ringside\"}");
            String start = "{\"program\":\"x\",";
            assertTrue(client.failure("launch", start + "\"memory\":\"lots\"}").contains("64M"));
            assertTrue(client.failure("launch", start + "\"memory\":\"1K\"}").contains("1M"));
            assertTrue(client.failure("launch", start + "\"boot\":\"tape\"}").contains("disk"));
            assertTrue(client.failure("launch", start + "\"vcpus\":1.5}").contains("whole"));
            assertTrue(client.failure("launch", start + "\"stopOnEntry\":1}").contains("true"));
            assertTrue(client.failure("launch", start + "\"entry\":[]}").contains("string"));
            assertTrue(client.failure("launch", start + "\"entry\":\"there\"}").contains("0x7c00"));
            client.body("launch", start + "\"entry\":31744,\"memory\":16777216.0}");
        }
    }
}
