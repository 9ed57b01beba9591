"""Enter: patient records. Leave: facts with codes, units and dates, and the concepts that they are of."""

from critparse.patient.fhir import PatientRead as PatientRead
from critparse.patient.mapping import EventMapping as EventMapping
from critparse.patient.mapping import Mapping as Mapping
from critparse.patient.mapping import mapped_event as mapped_event
from critparse.patient.mapping import mapped_result as mapped_result
from critparse.patient.mapping import unmapped as unmapped
from critparse.patient.model import Amount as Amount
from critparse.patient.model import Coding as Coding
from critparse.patient.model import Event as Event
from critparse.patient.model import Moment as Moment
from critparse.patient.model import Patient as Patient
from critparse.patient.model import Result as Result
from critparse.patient.read import read_patients as read_patients
